/*
 * Compiles src and engine to dist and takes away what sources that are gone have left there. dist is never emptied first:
 * programs may be running from it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Removes compiled files below `dist` that no longer have a source at the same place; returns their paths. */
export function prune(folder) {
  const dist = join(folder, 'dist')
  if (!existsSync(dist)) return []
  const orphans = readdirSync(dist, { recursive: true })
    .map(String)
    .filter((path) => /\.(?:js|d\.ts)(?:\.map)?$/.test(path))
    .filter((path) => /^(?:src|engine|reports)[/\\]/.test(path) && !hasSource(folder, path))
  for (const path of orphans) rmSync(join(dist, path), { force: true })
  return orphans
}

function hasSource(folder, path) {
  const stem = path.replace(/\.(?:js|d\.ts)(?:\.map)?$/, '')
  return ['.ts', '.mts', '.js', '.json'].some((extension) => existsSync(join(folder, stem + extension)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' })
  prune(root)
  process.exitCode = status ?? 1
}
