import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Whether node_modules holds exactly what package-lock.json asks for, so that an install made without the setup is taken
 * over. npm writes node_modules/.package-lock.json last, so a broken install has none.
 */
export function isInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const got = packagesOf(join(root, 'node_modules/.package-lock.json'))
  if (wanted === null || got === null) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    if (got[path] === undefined) return entry.optional === true
    return got[path].version === entry.version && existsSync(join(root, path, 'package.json'))
  })
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null
  } catch {
    return null
  }
}
