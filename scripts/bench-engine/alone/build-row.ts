import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSecondsBar } from '../rows/bars.ts'
import { atMost } from '../rows/step-results.ts'
import type { AloneRow } from './alone-rows.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Builds the addon from nothing in a folder of its own, as `npm ci` does. */
export function buildRow(threads: number): AloneRow {
  const name = 'addon build'
  return {
    name,
    quick: false,
    async measure() {
      const folder = mkdtempSync(join(tmpdir(), 'infbench-build-'))
      try {
        copyPackage(folder)
        const startedAt = process.hrtime.bigint()
        const { status, stderr } = spawnSync('npm', ['run', 'build:native'], { cwd: folder, encoding: 'utf8' })
        if (status !== 0) throw new Error(`npm run build:native ended with ${status}: ${stderr.slice(-500)}`)
        const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9
        return [{ name, ...atMost(seconds, 's', buildSecondsBar), details: { threads } }]
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

function copyPackage(folder: string): void {
  const native = join('engine', 'native')
  const sources = (path: string) => !path.includes(join(native, 'build'))
  cpSync(join(root, native), join(folder, native), { recursive: true, filter: sources })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
}
