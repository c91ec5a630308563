import { type Rng, seededRng } from '../../core/rng.ts'
import { drawPause } from '../pauses/draw-pause.ts'
import type { LengthFit } from '../length-fit.ts'
import { type Asked, askedOf, pickClass } from '../request-feed.ts'
import type { RunPlan, SessionsPlan } from '../run-plan.ts'
import type { RequestSource, SourceRow } from '../sources/request-source.ts'
import type { PlannedCall } from './planned-session.ts'
import type { SourceCall, SourceSession } from './session-source.ts'

/** A session that fits the target, still without a number. */
export interface FedSession {
  readonly startNs: number | null
  readonly calls: readonly (Asked & { readonly call: Omit<PlannedCall, 'session'> })[]
}

/** Session after session; null when not even the first call of the one whose turn it was fits the context. */
export interface SessionFeed {
  next(): FedSession | null
  /** Calls left out or cut to fit, and whether a file's sessions were begun again. */
  readonly counts: { readonly dropped: number; readonly clipped: number; readonly wrapped: boolean }
}

/** Draws a class for each session and takes the class's next session; sources without sessions give sessions of one call. */
export function sessionFeed(
  plan: RunPlan,
  options: SessionsPlan,
  sources: ReadonlyMap<string, RequestSource>,
  fit: LengthFit,
): SessionFeed {
  const rng = seededRng(plan.seed).fork('schedule')
  const classRng = rng.fork('classes')
  const rngs = new Map(plan.requests.classes.map(({ name }) => [name, rng.fork('lengths').fork(name)]))
  const cursors = new Map<RequestSource, number>()
  const counts = { dropped: 0, clipped: 0, wrapped: false }
  const streams = streamNumbers()
  const gapRng = seededRng(plan.seed).fork('gaps')
  const gap = () => (options.gap === undefined ? options.gapNs : drawPause(options.gap, gapRng))

  const next = (): FedSession | null => {
    const className = pickClass(plan.requests.classes, classRng)
    const source = sources.get(className) as RequestSource
    const position = cursors.get(source) ?? 0
    cursors.set(source, position + 1)
    const held = source.sessions?.count ?? source.rows?.length ?? null
    if (held !== null && position >= held) counts.wrapped = true
    const taken = sessionAt(source, position, rngs.get(className) as Rng)
    const number = streams(held === null ? `drawn ${position}` : `round ${Math.floor(position / held)}`, held === null)
    const calls = fitCalls(taken.calls, { className, source, fit, options, number, gap, counts })
    return calls.length === 0 ? null : { startNs: taken.startNs, calls }
  }
  return { next, counts }
}

function sessionAt(source: RequestSource, position: number, rng: Rng): SourceSession {
  if (source.sessions !== undefined) return source.sessions.take(position, rng)
  const { rows } = source
  const row = rows === null ? source.draw(rng) : rows.get(position % rows.length)
  return { startNs: row.timestampNs, calls: [{ row, parents: [], gapNs: 0, continues: null }] }
}

interface Fitting {
  readonly className: string
  readonly source: RequestSource
  readonly fit: LengthFit
  readonly options: SessionsPlan
  readonly number: (stream: number) => number
  /** Before a call whose source does not tell. */
  readonly gap: () => number
  readonly counts: { dropped: number; clipped: number }
}

/** A call that must be dropped ends the session before it. */
function fitCalls(calls: readonly SourceCall[], fitting: Fitting): FedSession['calls'] {
  const { fit, source, className, options, number, gap, counts } = fitting
  const fitted: FedSession['calls'][number][] = []
  for (const { row, parents, gapNs, continues } of calls) {
    const lengths = fit.apply(source, numbered(row, number))
    if (lengths === null) {
      counts.dropped += calls.length - fitted.length
      break
    }
    if (lengths.clipped) counts.clipped++
    const asked = askedOf(className, numbered(row, number), lengths)
    const turn = parents.reduce((most, parent) => Math.max(most, (fitted[parent]?.call.turn ?? -1) + 1), 0)
    const waitNs = Math.min(gapNs ?? gap(), options.longestGapNs ?? Infinity)
    const call = {
      position: fitted.length,
      turn,
      parents,
      gapNs: waitNs,
      continues: continued(continues, asked, fitted),
    }
    fitted.push({ ...asked, call: { ...call, continues: options.history === 'model' ? call.continues : null } })
  }
  return fitted
}

/** A prompt that has become too short for all that was said before it begins anew. */
function continued(
  continues: SourceCall['continues'],
  { inputTokens }: Asked,
  fitted: FedSession['calls'],
): PlannedCall['continues'] {
  const before = continues === null ? undefined : fitted[continues.call]
  if (continues === null || before === undefined) return null
  const newTokens = inputTokens - before.inputTokens - before.outputTokens
  return newTokens < 1 && continues.newFrom === null ? null : { ...continues, newTokens: Math.max(1, newTokens) }
}

function numbered(row: SourceRow, number: (stream: number) => number): SourceRow {
  if (row.prompt?.kind !== 'segments') return row
  const segments = row.prompt.segments.map(({ stream, tokens }) => ({ stream: number(stream), tokens }))
  return { ...row, prompt: { kind: 'segments', segments } }
}

/**
 * Numbers of streams in the run. A file's own are kept the first time (even numbers); sessions that are played again, and drawn ones,
 * get new ones, or a prefix cache would know them. What drawn sessions have in common (0) stays common.
 */
function streamNumbers(): (round: string, isDrawn: boolean) => (stream: number) => number {
  const given = new Map<string, number>()
  let last = -1
  return (round, isDrawn) => (stream) => {
    if (round === 'round 0' || (isDrawn && stream === 0)) return 2 * stream
    const key = `${round} ${stream}`
    const known = given.get(key)
    if (known !== undefined) return known
    last += 2
    given.set(key, last)
    return last
  }
}
