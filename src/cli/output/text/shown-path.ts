import { isAbsolute, relative } from 'node:path'

/** A path as a person in `cwd` would type it: relative where it lies below, absolute elsewhere. */
export function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path)
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below
}
