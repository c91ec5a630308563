/*
 * How fast the store takes token events, how small it keeps them, how long a report of many takes to open:
 * `npm run bench:store -- [insert|open|all] [--events 10000000] [--db FILE]`. The answers of a load with a token some 20 ms apart, written
 * through the store's own way in (`append`), in one run; then the built program (`npm run build`) reports it. JSON on stdout. Not a test: a busy machine makes it slower.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { seededRng } from '../../src/core/rng.ts'
import { openStore } from '../../src/store/open-store.ts'
import { benchHeader, benchRecord, eventsPerRequest } from './bench-records.ts'

const { values, positionals } = parseArgs({
  options: { events: { type: 'string', default: '10000000' }, db: { type: 'string' } },
  allowPositionals: true,
})
const part = positionals[0] ?? 'all'
const folder = values.db === undefined ? mkdtempSync(join(tmpdir(), 'infbench-bench-')) : null
const path = values.db ?? join(folder as string, 'results.db')
const main = join(import.meta.dirname, '../../dist/src/cli/main.js')
const requests = Math.ceil(Number(values.events) / eventsPerRequest)

const secondsSince = (start: bigint) => Number(process.hrtime.bigint() - start) / 1e9

/** Records are made in batches outside the timed part: what is timed is packing, writing and committing. */
function insert(): object {
  const rng = seededRng(7)
  const store = openStore(path)
  const header = benchHeader(requests)
  store.createRun(header)
  let writingS = 0
  for (let first = 0; first < requests; first += 512) {
    const batch = Array.from({ length: Math.min(512, requests - first) }, (_, i) => benchRecord(first + i, rng))
    const start = process.hrtime.bigint()
    for (const record of batch) store.append(header.runId, record)
    writingS += secondsSince(start)
  }
  const start = process.hrtime.bigint()
  store.finishRun(header)
  store.close()
  writingS += secondsSince(start)
  const events = requests * eventsPerRequest
  const fileBytes = statSync(path).size
  return { events, requests, writingS, eventsPerS: events / writingS, fileBytes, bytesPerEvent: fileBytes / events }
}

/** The built program, as a user waits for it: from its start to its end. */
function seconds(...args: string[]): number {
  const start = process.hrtime.bigint()
  execFileSync(process.execPath, [main, ...args, '--db', path], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
  })
  return secondsSince(start)
}

function open(): object {
  const report = `${path}.html`
  const reportS = seconds('report', 'latest', '-o', report)
  const reportBytes = statSync(report).size
  rmSync(report)
  return {
    reportS,
    reportBytes,
    showS: seconds('show', 'latest'),
    infoS: seconds('db', 'info'),
    checkS: seconds('db', 'check'),
  }
}

try {
  if (part !== 'open') process.stdout.write(`${JSON.stringify({ insert: insert() })}\n`)
  if (part !== 'insert') process.stdout.write(`${JSON.stringify({ open: open() })}\n`)
} finally {
  if (folder !== null) rmSync(folder, { recursive: true, force: true })
}
