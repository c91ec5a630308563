import { readFileSync } from 'node:fs'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import type { SourceSession } from '../../../../../src/workload/sessions/session-source.ts'
import { recordedSessions } from '../../../../../src/workload/sessions/recorded-sessions.ts'
import { readText } from '../../../../helpers/trace-case.ts'

const rng = seededRng(1)
const sessionsOf = async (text: string): Promise<readonly SourceSession[]> => {
  const source = recordedSessions((await readText(text, 'a.jsonl')).rows)
  return Array.from({ length: source.count ?? 0 }, (_, i) => source.take(i, rng))
}
const shapes = (sessions: readonly SourceSession[]) =>
  sessions.map(({ calls }) => calls.map(({ parents, gapNs, continues }) => [parents, gapNs, continues?.call ?? null]))

const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const turn = (session_id: string, input_tokens: number, think_time_s: number | null, more = {}) => ({
  ...{ session_id, turn_index: 0, input_tokens, output_tokens: 10, think_time_s, request_arrival_delta_s: null },
  ...more,
})

test('rows of one session are its calls in order, whatever lies between them in the file', async () => {
  const sessions = await sessionsOf(lines([turn('a', 100, null), turn('b', 50, null), turn('a', 150, 2)]))
  expect(shapes(sessions)).toEqual([
    [
      [[], 0, null],
      [[0], 2e9, 0],
    ],
    [[[], 0, null]],
  ])
})

test('a prompt too short for all that was said before begins anew; one that is longer goes on', async () => {
  const [session] = await sessionsOf(
    lines([turn('a', 100, null), turn('a', 111, 1), turn('a', 60, 1), turn('a', 90, 1)]),
  )
  expect(session?.calls.map(({ continues }) => continues?.call ?? null)).toEqual([null, 0, null, 2])
})

test('sessions come again from the first when a file has no more', async () => {
  const source = recordedSessions((await readText(lines([turn('a', 1, null), turn('b', 2, null)]), 'a.jsonl')).rows)
  expect([0, 1, 2, 3].map((i) => source.take(i, rng).calls[0]?.row.inputTokens)).toEqual([1, 2, 1, 2])
})

const span = (span_id: string, from: number, to: number, messages: readonly [string, string][]) => ({
  ...{ trace_id: 't', span_id, start_time: `2026-02-25T12:00:${from}.000Z`, end_time: `2026-02-25T12:00:${to}.000Z` },
  attributes: {
    'gen_ai.usage.output_tokens': 5,
    'gen_ai.input.messages': JSON.stringify(messages.map(([role, content]) => ({ role, content }))),
  },
})
const task: [string, string] = ['user', 'do it']
const plan: [string, string] = ['assistant', 'I plan']

test('spans show who waited for whom by their times, and whose conversation goes on by their messages', async () => {
  const [session] = await sessionsOf(
    lines([
      span('1', 10, 11, [task]),
      span('2', 12, 15, [['user', 'research']]),
      span('3', 13, 14, [['user', 'calculate']]),
      span('4', 16, 17, [task, plan, ['user', 'found 7']]),
    ]),
  )
  expect(shapes([session as SourceSession])[0]).toEqual([
    [[], 0, null],
    [[0], 1e9, null],
    [[0], 2e9, null],
    [[1, 2], 1e9, 0],
  ])
  // the recorded answer at place 1 gives way to the target's own
  expect(session?.calls[3]?.continues).toEqual({ call: 0, newFrom: 2 })
})

const sample = new URL(
  '../../../../../../shared/data/traces/inference-perf/otel_multi_agent_research.json',
  import.meta.url,
)

test.skipIf(!existsSync(sample))(
  'a recorded team of agents has its fan-outs and fan-ins (needs ../shared/data/traces)',
  async () => {
    const source = recordedSessions((await readText(readFileSync(sample, 'utf8'), 'a.json')).rows)
    expect(source.count).toBe(1)
    const { calls } = source.take(0, rng)
    expect(calls.slice(0, 6).map(({ parents }) => parents)).toEqual([[], [0], [0], [0], [1, 2, 3], [4]])
  },
)
