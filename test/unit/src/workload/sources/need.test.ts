import { expect, test } from 'vitest'
import { readTrace } from '../../../../../src/workload/sources/traces/read-trace.ts'
import { alwaysReadBytes, both, type Need, needOf } from '../../../../../src/workload/sources/need.ts'
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
    expect(need(`arrival: {process: concurrency}\n${end}`)).toMatchObject({ rows: 5_000_000, untilNs: Infinity })
})

const played = (text: string) => needOf(planOf(`requests: {source: {sessions: s.jsonl}}\n${text}`))

test('sessions are needed as many as may begin, and no more calls than are counted', () => {
  expect(played('arrival: {process: concurrency}\ncount: 5')).toMatchObject({ rows: 5, sessions: Infinity })
  const paced = played('arrival: {rate: 4/s}\nduration: 100s')
  expect(paced.rows).toBe(Infinity)
  expect(paced.sessions).toBeGreaterThan(400 + 9 * 20)
  expect(paced.sessions).toBeLessThan(1000)
  expect(played('arrival: {process: trace}\nduration: 10s')).toMatchObject({ sessions: Infinity, untilNs: 610e9 })
})

test('where requests are dropped, those count that fit: the plan, and the target as soon as its context is known', () => {
  const plan = planOf('requests: {source: {trace: t}, contextLimit: {rule: drop, tokens: 500}}\ncount: 5')
  expect(needOf(plan)).toMatchObject({ rows: 5, fitTokens: 500 })
  expect(needOf(plan, 300)).toMatchObject({ rows: 5, fitTokens: 300 })
  const sessions = planOf('requests: {source: {sessions: s}, contextLimit: {rule: drop, tokens: 500}}\ncount: 5')
  expect(needOf(sessions)).toMatchObject({ rows: Infinity, sessions: 5, fitTokens: 500 }) // a drop ends its session
})

test('what is enough for two plans is the most of either, and all where one needs all', () => {
  const [a, b] = [
    { rows: 5, sessions: 9, untilNs: 7, fitTokens: 100 },
    { rows: 6, sessions: 8, untilNs: 2, fitTokens: Infinity },
  ]
  expect(both(a, b)).toEqual({ rows: 6, sessions: 9, untilNs: 7, fitTokens: 100 })
  expect(both(null, b)).toBeNull()
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
const all: Need = { rows: Infinity, sessions: Infinity, untilNs: Infinity, fitTokens: Infinity }

test('of a large file no more is read than is needed, with a fingerprint that does not depend on its pieces', async () => {
  const some = { ...all, rows: 100 }
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

test('of a large file is read until as many rows are there that fit', async () => {
  const tokens = 12345 + 67890
  const rows = async (fitTokens: number) => {
    asked = 0
    await readTrace(tracePlan('a.csv'), large(64), { ...all, rows: 100, fitTokens })
    return asked
  }
  expect(await rows(tokens)).toBeLessThan(0.52 * lines)
  expect(await rows(tokens - 1)).toBe(lines) // none fits, all are kept
}, 60_000)

/** 64 MiB of sessions; those that begin in the first quarter go on in the last. */
function* sessionLines(): Generator<Uint8Array> {
  yield Buffer.from('input_tokens,output_tokens,session_id\n')
  const count = (3 * lines) / 4
  for (let from = 0; from < lines; from += 64) {
    const text = Array.from({ length: 64 }, (_, i) =>
      `100,${1 + ((from + i) % 50)},s${(from + i) % count}`.padEnd(8191),
    )
    yield Buffer.from(`${text.join('\n')}\n`)
  }
}

test('of the sessions of a large file no more are kept than are needed, each of them whole', async () => {
  const plan = tracePlan('a.csv', { columns: { session: 'session_id' } })
  const whole = await readTrace(plan, sessionLines(), null, true)
  const part = await readTrace(plan, sessionLines(), { ...all, sessions: 100 }, true)
  const begun = new Set([...part.rows].map(({ session }) => session?.id))
  expect([part.isPart, part.fingerprint]).toEqual([true, whole.fingerprint])
  expect(begun.size).toBeGreaterThan(100)
  expect(begun.size).toBeLessThan((0.52 / 0.75) * new Set([...whole.rows].map(({ session }) => session?.id)).size)
  expect(part.notes[0]).toBe(`only the first ${begun.size} sessions were kept: the run needs no more`)
  expect([...part.rows]).toEqual([...whole.rows].filter(({ session }) => begun.has(session?.id)))
}, 60_000)
