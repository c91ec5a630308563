import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const skipped = new Set(['node_modules', 'build', 'dist', '.git'])

/**
 * SHA-256 over `facts` and the names and contents of `paths` (files or folders below `root`; absent ones count too), of
 * folders only the files whose name matches `only`.
 */
export function fingerprintOf(root, paths, facts = [], only = /./) {
  const hash = createHash('sha256')
  for (const fact of facts) hash.update(`${fact}\0`)
  const files = paths.flatMap((path) => filesUnder(root, path).filter((file) => file === path || only.test(file)))
  for (const path of files)
    hash
      .update(`${path}\0`)
      .update(contentOf(join(root, path)))
      .update('\0')
  return hash.digest('hex')
}

/** Every file at or below `path`, sorted, without build outputs. */
export function filesUnder(root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false })
  if (stats === undefined || !stats.isDirectory()) return [path]
  const names = readdirSync(join(root, path)).filter((name) => !skipped.has(name))
  return names.toSorted().flatMap((name) => filesUnder(root, `${path}/${name}`))
}

/** Empty for a file that is absent or vanished meanwhile: editors and compilers come and go. */
function contentOf(path) {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error.code === 'ENOENT') return ''
    throw error
  }
}
