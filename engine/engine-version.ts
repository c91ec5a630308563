import { readFileSync } from 'node:fs'

/** The version in package.json, which lies at different depths above `dist/engine` and `engine`. */
export function engineVersion(): string {
  for (const up of ['../../package.json', '../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string }).version
    } catch {}
  }
  return 'unknown'
}
