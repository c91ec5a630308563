/** What sessions observed: how many came to their end, and how long users waited at which turn. */
import type { RequestRecord } from '../../core/request-record.ts'
import { NS_PER_MS } from '../../core/units.ts'
import { describe, mean, scaleDistribution } from '../../stats/distribution.ts'
import { type NumberList, numberList } from '../../stats/number-list.ts'
import { e2eNs, ttftNs } from '../request-times.ts'
import type { RunDocument } from '../run-document.ts'

interface TurnTally {
  requests: number
  completed: number
  readonly ttftNs: NumberList
  readonly e2eNs: NumberList
  readonly inputTokens: NumberList
  cached: number | null
  inputOfCached: number
}

export interface SessionTally {
  /** By session: its calls, and whether one of them failed. */
  readonly sessions: Map<number, { calls: number; broken: boolean }>
  readonly turns: Map<number, TurnTally>
  /** Later calls whose prompt had other tokens than asked; sums of tokens regardless of sign. */
  readonly off: { calls: number; tokens: number; most: number }
}

export const newSessionTally = (): SessionTally => ({
  ...{ sessions: new Map(), turns: new Map() },
  off: { calls: 0, tokens: 0, most: 0 },
})

/** Adds a measured request; one that stood alone changes nothing. */
export function addCall(tally: SessionTally, record: RequestRecord): void {
  const { session, outcome } = record
  if (session === undefined) return
  const known = tally.sessions.get(session.number) ?? { calls: 0, broken: false }
  known.calls++
  if (outcome.kind !== 'ok') known.broken = true
  tally.sessions.set(session.number, known)
  const turn = tally.turns.get(session.turn) ?? newTurn()
  tally.turns.set(session.turn, turn)
  turn.requests++
  if (outcome.kind !== 'ok') return
  addAnswer(turn, record)
  const by = Math.abs((record.inputTokens ?? record.asked.inputTokens) - record.asked.inputTokens)
  if (by === 0 || session.turn === 0) return
  tally.off.calls++
  tally.off.tokens += by
  tally.off.most = Math.max(tally.off.most, by)
}

const newTurn = (): TurnTally => ({
  ...{ requests: 0, completed: 0, ttftNs: numberList(), e2eNs: numberList(), inputTokens: numberList() },
  ...{ cached: null, inputOfCached: 0 },
})

function addAnswer(turn: TurnTally, record: RequestRecord): void {
  const inputTokens = record.inputTokens ?? record.asked.inputTokens
  const [ttft, e2e] = [ttftNs(record), e2eNs(record)]
  turn.completed++
  if (e2e !== null) turn.e2eNs.push(e2e)
  turn.inputTokens.push(inputTokens)
  if (ttft !== null) turn.ttftNs.push(ttft)
  if (record.cachedTokens === null) return
  turn.cached = (turn.cached ?? 0) + record.cachedTokens
  turn.inputOfCached += inputTokens
}

/** Null where no request was part of a session. Turns 1 to 8 by themselves, later ones in groups that double (9-16, 17-32, ...). */
export function sessionsBlock({ sessions, turns, off }: SessionTally): RunDocument['sessions'] {
  if (sessions.size === 0) return null
  const groups = new Map<number, TurnTally[]>()
  for (const [turn, tally] of [...turns].sort(([a], [b]) => a - b)) {
    const from = groupStart(turn + 1)
    groups.set(from, [...(groups.get(from) ?? []), tally])
  }
  return {
    begun: sessions.size,
    broken: [...sessions.values()].filter(({ broken }) => broken).length,
    ...(off.calls === 0
      ? {}
      : { promptsOff: { calls: off.calls, meanTokens: off.tokens / off.calls, mostTokens: off.most } }),
    calls: describe(Array.from(sessions.values(), ({ calls }) => calls)),
    turns: [...groups].map(([from, members]) => turnLine(from, members)),
  }
}

const single = 8

/** First turn (from 1) of the group that a turn belongs to, and its last. */
function groupStart(turn: number): number {
  return turn <= single ? turn : single * 2 ** Math.floor(Math.log2((turn - 1) / single)) + 1
}
const groupEnd = (from: number): number => (from <= single ? from : 2 * (from - 1))

function turnLine(from: number, members: readonly TurnTally[]): NonNullable<RunDocument['sessions']>['turns'][number] {
  const all = (key: 'ttftNs' | 'e2eNs' | 'inputTokens') => members.flatMap((each) => [...each[key].values()])
  const sum = (key: 'requests' | 'completed' | 'inputOfCached') => members.reduce((total, each) => total + each[key], 0)
  const told = members.flatMap(({ cached }) => cached ?? [])
  const cached = told.reduce((total, tokens) => total + tokens, 0)
  return {
    ...{ from, to: groupEnd(from), requests: sum('requests'), completed: sum('completed') },
    ttftMs: scaleDistribution(describe(all('ttftNs')), 1 / NS_PER_MS),
    e2eMs: scaleDistribution(describe(all('e2eNs')), 1 / NS_PER_MS),
    inputTokens: mean(all('inputTokens')),
    cachedShare: told.length === 0 || sum('inputOfCached') === 0 ? null : cached / sum('inputOfCached'),
  }
}
