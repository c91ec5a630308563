import { type Rng, seededRng } from '../core/rng.ts'
import type { FittedLengths, LengthFit } from './length-fit.ts'
import type { PlannedPrompt, PlannedRequest } from './planned-request.ts'
import { fitSegments } from './prompt/segment.ts'
import type { ClassPlan, RunPlan } from './run-plan.ts'
import type { RequestSource, SourceRow } from './sources/request-source.ts'

/** What a request asks for. */
export type Asked = Omit<PlannedRequest, 'index' | 'phase' | 'scheduledAt' | 'call'>

/** Class, lengths and content of request after request; null when the row it was to replay is dropped. */
export interface RequestFeed {
  next(): Asked | null
  readonly dropped: number
  readonly clipped: number
  /** Whether the rows of a trace ran out and were begun again. */
  readonly wrapped: boolean
}

/**
 * Draws classes by share and lengths by class, each from a random stream of its own; the rows of a trace are taken in order, by
 * all classes that share it together.
 */
export function requestFeed(plan: RunPlan, sources: ReadonlyMap<string, RequestSource>, fit: LengthFit): RequestFeed {
  const rng = seededRng(plan.seed).fork('schedule')
  const classRng = rng.fork('classes')
  const lengthRngs = new Map(plan.requests.classes.map(({ name }) => [name, rng.fork('lengths').fork(name)]))
  const cursors = new Map<RequestSource, number>()
  const counts = { dropped: 0, clipped: 0, wrapped: false }

  const nextRow = (source: RequestSource, lengthRng: Rng) => {
    if (source.rows === null) return source.draw(lengthRng)
    const position = cursors.get(source) ?? 0
    cursors.set(source, position + 1)
    if (position >= source.rows.length) counts.wrapped = true
    return source.rows.get(position % source.rows.length)
  }
  return {
    next: () => {
      const className = pickClass(plan.requests.classes, classRng)
      const source = sources.get(className) as RequestSource
      const row = nextRow(source, lengthRngs.get(className) as Rng)
      const fitted = fit.apply(source, row)
      if (fitted === null) counts.dropped++
      else if (fitted.clipped) counts.clipped++
      return fitted && askedOf(className, row, fitted)
    },
    get dropped() {
      return counts.dropped
    },
    get clipped() {
      return counts.clipped
    },
    get wrapped() {
      return counts.wrapped
    },
  }
}

/** What a row asks for with lengths that fit. */
export function askedOf(className: string, { prompt, session, body }: SourceRow, fitted: FittedLengths): Asked {
  const { inputTokens, outputTokens } = fitted
  return {
    ...{ className, inputTokens, outputTokens },
    ...(prompt === undefined ? {} : { prompt: fitPrompt(prompt, fitted) }),
    ...(session === undefined ? {} : { session }),
    ...(body === undefined ? {} : { body }),
  }
}

function fitPrompt(prompt: NonNullable<SourceRow['prompt']>, fitted: FittedLengths): PlannedPrompt {
  const { inputTokens, factor, clipped } = fitted
  if (prompt.kind !== 'segments') return clipped ? { ...prompt, isCut: true } : prompt
  return { kind: 'segments', segments: fitSegments(prompt.segments, factor, inputTokens) }
}

/** A class by its share. */
export function pickClass(classes: readonly ClassPlan[], rng: Rng): string {
  let left = rng.uniform()
  for (const { name, share } of classes) {
    left -= share
    if (left < 0) return name
  }
  return (classes.at(-1) as ClassPlan).name
}
