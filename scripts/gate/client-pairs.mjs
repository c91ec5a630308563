/*
 * Runs of this checkout's client and of another's in turns, against one mock server, for scripts/gate/client.yaml to judge:
 * `node scripts/gate/client-pairs.mjs --baseline ../main --db gate.db [--pairs 8] [--set duration=10s ...]`. Both checkouts are built
 * (`node scripts/setup.mjs`). Each side writes a database of its own version; they are merged at the end.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const cli = (checkout) => join(checkout, 'dist/src/cli/main.js')

/** Which side runs first in each pair: as often the one as the other, no two neighbours drifting alike. */
export const turns = (pairs) =>
  Array.from({ length: pairs }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? ['main', 'change'] : ['change', 'main']))

async function main() {
  const { values } = parseArgs({
    options: {
      baseline: { type: 'string' },
      db: { type: 'string', default: 'gate.db' },
      pairs: { type: 'string', default: '8' },
      set: { type: 'string', multiple: true, default: [] },
    },
  })
  if (values.baseline === undefined) throw new Error('expected --baseline, the folder of the other checkout')
  const checkouts = { main: resolve(values.baseline), change: root }
  const folder = mkdtempSync(join(tmpdir(), 'infbench-client-gate-'))
  const server = await startMock()
  try {
    for (const [i, order] of turns(Number(values.pairs)).entries())
      for (const side of order)
        runOnce(checkouts[side], join(folder, `${side}.db`), side, [...values.set, `seed=${i + 1}`, server.target])
    const files = Object.keys(checkouts).map((side) => join(folder, `${side}.db`))
    infbench(root, ['db', 'merge', ...files, '--db', values.db])
  } finally {
    server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function runOnce(checkout, db, side, settings) {
  const workload = join(root, 'scripts/gate/client-load.yaml')
  const set = settings.flatMap((setting) => ['--set', setting])
  infbench(checkout, ['run', workload, '--no-report', '--quiet', '--tag', `client-${side}`, '--db', db, ...set])
}

function infbench(checkout, args) {
  const { status } = spawnSync(process.execPath, [cli(checkout), ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`${cli(checkout)} ${args[0]} ended with ${status}`)
}

/** The mock of this checkout serves both, so that only the clients differ. It says where it listens. */
function startMock() {
  const program = join(root, 'dist/src/selftest/mock/mock-server.js')
  const child = spawn(process.execPath, [program, '0'], { stdio: ['pipe', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the mock server ended with ${code}`)))
    child.stdout.once('data', (text) => {
      const [origin] = /http:\S+/.exec(String(text)) ?? []
      resolve({ target: `target.url=${origin}/v1`, stop: () => child.kill('SIGKILL') })
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
