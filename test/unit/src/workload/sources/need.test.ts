import { expect, test } from 'vitest'
import { readTrace } from '../../../../../src/workload/sources/traces/read-trace.ts'
import { alwaysReadBytes, both, needOf } from '../../../../../src/workload/sources/need.ts'
import { tracePlan } from '../../../../helpers/trace-case.ts'
import { planOf } from '../../../../helpers/workload-case.ts'

const traced = 'requests: {source: {trace: t.jsonl}}\n'
const need = (text: string) => needOf(planOf(traced + text))

test('a count needs as many rows, a warm-up and a rate more, and never fewer than chance may send', () => {
  expect(need('arrival: {process: trace}\ncount: 100')?.rows).toBe(100)
  expect(need('arrival: {process: concurrency}\ncount: 100')?.rows).toBe(100)
  expect(need('arrival: {rate: 4/s}\ncount: 100')?.rows).toBe(100)
  const rows = need('arrival: {rate: 4/s}\nduration: 100s')?.rows ?? 0
  expect(rows).toBeGreaterThan(400 + 9 * 20)
  expect(rows).toBeLessThan(1000)
  expect(
    need('arrival: {rate: 4/s, shape: {spike: {rate: 400/s, at: 1s, for: 1s}}}\nduration: 100s')?.rows,
  ).toBeGreaterThan(40_000)
})

test('a trace that sets the times is needed up to the end of the run', () => {
  const { rows, untilNs } = need('arrival: {process: trace, speedup: 2}\nduration: 100s\nwarmup: 20s') ?? {}
  expect(rows).toBe(5_000_001) // more are refused
  expect(untilNs).toBe(240e9 + 600e9)
})

test('a closed loop that the clock ends needs no more than a run can send', () => {
  for (const end of ['duration: 10s', 'warmup: 5s\ncount: 10'])
    expect(need(`arrival: {process: concurrency}\n${end}`)).toEqual({ rows: 5_000_000, untilNs: Infinity })
})

test('what cannot be told needs all', () => {
  expect(needOf(planOf('requests: {source: {sessions: s.jsonl}}\ncount: 5'))).toBeNull()
  expect(needOf(planOf('requests: {source: {trace: t}, contextLimit: {rule: drop}}\ncount: 5'))).toBeNull()
  expect(both({ rows: 5, untilNs: 7 }, { rows: 6, untilNs: 2 })).toEqual({ rows: 6, untilNs: 7 })
  expect(both(null, { rows: 6, untilNs: 2 })).toBeNull()
})

const line = `${'12345,67890'.padEnd(8191)}\n`
const lines = (2 * alwaysReadBytes) / line.length
function* large(pieceLines: number): Generator<Uint8Array> {
  yield Buffer.from('input_tokens,output_tokens\n')
  for (let i = 0; i < lines; i += pieceLines) {
    asked += pieceLines
    yield Buffer.from(line.repeat(pieceLines))
  }
}
let asked = 0

test('of a large file no more is read than is needed, with a fingerprint that does not depend on its pieces', async () => {
  const some = { rows: 100, untilNs: Infinity }
  const read = async (pieceLines: number) => {
    asked = 0
    const { rows, notes, fingerprint } = await readTrace(tracePlan('a.csv'), large(pieceLines), some)
    return { rows: rows.length, notes, fingerprint, asked }
  }
  const [part, other] = [await read(64), await read(1000)]
  expect(part.asked).toBeLessThan(0.52 * lines)
  expect(part.notes).toEqual([`only the first ${part.rows} rows were read: the run needs no more`])
  expect(part.rows).toBeGreaterThan(100)
  expect(other.fingerprint).toBe(part.fingerprint)
}, 60_000)
