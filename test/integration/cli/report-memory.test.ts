import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const address = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../../${path}`, import.meta.url)))

/** Stores a run of so many answers of 1,000 events each; or, told of none, summarises it, makes its report and prints its largest memory, MB. */
const script = `
import { readFileSync } from 'node:fs'
const { openStore } = await import(${address('src/store/open-store.ts')})
const { summarizeStored } = await import(${address('src/cli/pipeline/stored/summarize-stored.ts')})
const { reportOf } = await import(${address('src/cli/pipeline/reports/write-report.ts')})
const { answered, runHeader } = await import(${address('test/helpers/build-record.ts')})
const { setFlagsFromString } = await import('node:v8')
setFlagsFromString('--semi-space-growth-factor=1')
const [path, requests] = [process.argv[1], Number(process.argv[2])]
const store = openStore(path)
if (requests > 0) store.createRun(runHeader({ runId: 'run' }))
for (let index = 0; index < requests; index++) {
  const arrivals = Array.from({ length: 1000 }, (_, i) => [index * 20 + 50 + i * 10 + ((i * 7919 + index * 104729) % 1000) / 250, 1])
  store.append('run', answered({ scheduledMs: index * 20, arrivals }, { index }))
}
if (requests > 0) {
  store.close()
  process.exit()
}
const { header, document } = summarizeStored(store, 'run')
const page = await reportOf(store, header, document)
if (document.metrics.itlMs.n < 99_900 || !page.includes('itl-over-time')) throw new Error('not the run that was stored')
console.log(Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1000)
`

function peakMb(requests: number): number {
  const path = join(temporaryFolder(), 'runs.db')
  runScript(path, requests)
  return Number(runScript(path, 0))
}

function runScript(path: string, requests: number): string {
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, path, `${requests}`]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 })
  expect(status, stderr).toBe(0)
  return stdout
}

test.skipIf(!existsSync('/proc/self/status'))(
  'summary and report of eight times as many events take no more than a quarter more memory',
  () => expect(peakMb(800) / peakMb(100)).toBeLessThan(1.25),
  240_000,
)
