import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliMain } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

/** A trace of so many rows with times, sessions, blocks that no other row has, and something to fill the line. */
function traceOf(path: string, rows: number): string {
  const file = openSync(path, 'w')
  const padding = 'x'.repeat(60)
  for (let from = 0; from < rows; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - from) }, (_, i) => {
      const row = from + i
      const length = 100 + ((row * 7919) % 3000)
      return `{"timestamp":${row * 20},"input_length":${length},"output_length":${1 + (row % 900)},"hash_ids":[${4 * row},${4 * row + 1},${4 * row + 2}],"note":"${padding}"}\n`
    })
    writeSync(file, lines.join(''))
  }
  closeSync(file)
  return path
}

/** What the command printed, and the most memory that it held, in bytes. */
function inspected(path: string): { readonly requests: number; readonly peakBytes: number } {
  const tellPeak = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))`
  const run = spawnSync(process.execPath, ['--import', tellPeak, cliMain, 'workload', 'inspect', path, '--json'], {
    encoding: 'utf8',
    timeout: 280_000,
  })
  expect(run.status, run.stderr).toBe(0)
  const figures = JSON.parse(run.stdout) as { requests: number }
  const peakBytes = Number(/peak (\d+)/.exec(run.stderr)?.[1]) * 1024
  expect(peakBytes).toBeGreaterThan(1e7)
  return { requests: figures.requests, peakBytes }
}

// Both are beyond what is read into memory; the memory that is bounded is full in both.
test('inspect takes no more memory of a file two and a half times as large', { timeout: 600_000 }, () => {
  const [small, large] = [480_000, 1_200_000]
  const folder = temporaryFolder()
  const [one, more] = [small, large].map((rows, i) => inspected(traceOf(join(folder, `${i}.jsonl`), rows)))
  expect([one?.requests, more?.requests]).toEqual([small, large])
  expect((more?.peakBytes ?? Infinity) / (one?.peakBytes ?? 1)).toBeLessThan(1.3)
})
