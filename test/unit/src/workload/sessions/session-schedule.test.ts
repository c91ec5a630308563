import { expect, test } from 'vitest'
import { buildSchedule } from '../../../../../src/workload/schedule.ts'
import { drawnSessionsSource } from '../../../../../src/workload/sessions/drawn-sessions.ts'
import type { PlannedSession } from '../../../../../src/workload/sessions/planned-session.ts'
import type { DrawnSessionsPlan } from '../../../../../src/workload/run-plan.ts'
import { recordedSessions } from '../../../../../src/workload/sessions/recorded-sessions.ts'
import type { RequestSource } from '../../../../../src/workload/sources/request-source.ts'
import { take } from '../../../../helpers/draws.ts'
import { sourceOf } from '../../../../helpers/trace-case.ts'
import { planOf } from '../../../../helpers/workload-case.ts'

const drawn = 'requests: {source: {sessions: {turns: 4, start: 100, input: 20, output: 5, gap: 1s}}}\n'

function scheduled(text: string, source?: RequestSource, context: number | null = null) {
  const plan = planOf(text)
  const own = () => drawnSessionsSource(plan.requests.source as DrawnSessionsPlan)
  const sources = new Map(plan.requests.classes.map(({ name }) => [name, source ?? own()]))
  const schedule = buildSchedule(plan, sources, context)
  return { ...schedule, sessions: schedule.sessions as Iterable<PlannedSession> }
}

test('in an open loop the arrival process begins sessions, and requests are numbered through', () => {
  const { planned, sessions, requests } = scheduled(`${drawn}arrival: {process: constant, rate: 2}\nduration: 3s`)
  const list = [...sessions]
  expect(list.map(({ scheduledAt }) => scheduledAt)).toEqual([0, 0.5e9, 1e9, 1.5e9, 2e9, 2.5e9])
  expect([...requests].map(({ index }) => index)).toEqual(Array.from({ length: 24 }, (_, i) => i))
  expect(list[1]?.calls.map(({ call }) => [call.session, call.position, call.turn, call.gapNs])).toEqual([
    [1, 0, 0, 0],
    [1, 1, 1, 1e9],
    [1, 2, 2, 1e9],
    [1, 3, 3, 1e9],
  ])
  expect(planned).toBeNull()
})

test('a count is a count of calls: the last session is cut there', () => {
  for (const arrival of ['{process: constant, rate: 2}', '{process: concurrency, users: 3}']) {
    const { planned, requests } = scheduled(`${drawn}arrival: ${arrival}\ncount: 10`)
    expect([planned, [...requests].length]).toEqual([10, 10])
  }
})

test('without a warm-up or count users’ sessions never run out, and no two begin alike', () => {
  const sessions = take(scheduled(`${drawn}arrival: {process: concurrency}`).sessions, 50)
  const own = sessions.map(({ calls }) => JSON.stringify(calls[0]?.prompt))
  expect(new Set(own).size).toBe(50)
})

test('a call that goes on has tokens of its own; with recorded history its prompt is written whole', () => {
  const of = (text: string) => [...scheduled(text).sessions][0]?.calls.map(({ call }) => call.continues?.newTokens)
  expect(of(`${drawn}count: 4`)).toEqual([undefined, 20, 20, 20])
  expect(of(`${drawn.replace('}}}', '}}, sessions: {history: recorded}}')}count: 4`)).toEqual(Array(4).fill(undefined))
})

const row = (session_id: string, input_tokens: number, think_time_s: number | null) =>
  JSON.stringify({
    session_id,
    turn_index: 0,
    input_tokens,
    output_tokens: 10,
    think_time_s,
    request_arrival_delta_s: 1,
  })
const file = async (rows: readonly string[]): Promise<RequestSource> => {
  const source = await sourceOf(rows.join('\n'), 't.jsonl')
  return { ...source, sessions: recordedSessions(source.rows as NonNullable<RequestSource['rows']>) }
}
const traced = 'requests: {source: {sessions: t.jsonl}, sessions: {gap: 3s, longestGap: 5s}}\n'

test('gaps that a trace does not tell are the workload’s, and long ones are cut', async () => {
  const source = await file([row('a', 10, null), row('a', 50, null), row('a', 90, 900), row('a', 130, 1)])
  const [session] = [...scheduled(`${traced}count: 4`, source).sessions]
  expect(session?.calls.map(({ call }) => call.gapNs)).toEqual([0, 3e9, 5e9, 1e9])
})

test('where the context cuts a prompt the conversation begins anew; a dropped call ends its session', async () => {
  const rows = [row('a', 60, null), row('a', 150, 1), row('b', 20, null)]
  const clip = scheduled(
    `${traced.replace('{source', '{contextLimit: {rule: clip}, source')}count: 3`,
    await file(rows),
    75,
  )
  expect([...clip.requests].map(({ inputTokens, call }) => [inputTokens, call?.continues?.call ?? null])).toEqual([
    [60, null],
    [65, null],
    [20, null],
  ])
  const drop = scheduled(
    `${traced.replace('{source', '{contextLimit: {rule: drop}, source')}count: 2`,
    await file(rows),
    75,
  )
  expect([...drop.requests].map(({ inputTokens }) => inputTokens)).toEqual([60, 20])
  expect(drop.notes).toContain('1 calls whose session had outgrown the context were dropped')
})

test('sessions of a file that are played again share nothing with the first time', async () => {
  const source = await file([row('a', 10, null), row('a', 50, 1)])
  const first = [...scheduled(`${traced}count: 4`, source).sessions].map(({ calls }) =>
    JSON.stringify(calls[0]?.prompt),
  )
  expect(first).toHaveLength(2)
  expect(new Set(first).size).toBe(2)
})

test('the trace’s own times need a time of each session', async () => {
  const source = await file([row('a', 10, null)])
  expect(() => scheduled(`${traced}arrival: {process: trace}`, source)).toThrow(/times within its sessions at most/)
})
