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

/**
 * Removes compiled files below `dist` that no longer have a source at the same place; returns their stems. Only what has a
 * declaration beside it was compiled; bundles have none and stay.
 */
export function prune(folder) {
  const dist = join(folder, 'dist')
  if (!existsSync(dist)) return []
  const stems = readdirSync(dist, { recursive: true })
    .filter((path) => path.endsWith('.d.ts'))
    .map((path) => path.slice(0, -'.d.ts'.length))
  const orphans = stems.filter((stem) => !existsSync(join(folder, `${stem}.ts`)))
  for (const stem of orphans) {
    for (const ending of ['.d.ts', '.js', '.js.map']) rmSync(join(dist, stem + ending), { force: true })
  }
  return orphans
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' })
  prune(root)
  process.exitCode = status ?? 1
}
