import { parseDurationNs } from '../../core/units.ts'
import type { DrawnSessionsPlan, SessionsPlan } from '../run-plan.ts'
import type { WorkloadFile } from '../schema.ts'
import { sessionPlay } from '../schema/session-fields.ts'
import { resolveLength } from './length-plan.ts'
import { pausePlan } from './pause-plan.ts'

type SourceFields = WorkloadFile['requests']['source']
type DrawnFields = Exclude<SourceFields['sessions'], string | undefined>

const ns = (text: string): number => parseDurationNs(text) as number

/** Drawn sessions with every default filled in. */
export function drawnSessionsPlan(drawn: DrawnFields, resolve: (path: string) => string): DrawnSessionsPlan {
  const { turns, start, input, output, shared, gap, fanOut } = drawn
  return {
    kind: 'drawn-sessions',
    ...{ turns: resolveLength(turns), start: resolveLength(start), input: resolveLength(input) },
    ...{ output: resolveLength(output), shared, gap: pausePlan(gap, resolve) },
    fanOut: fanOut === undefined ? null : { share: fanOut.share, calls: resolveLength(fanOut.calls) },
  }
}

/** How sessions are played; nothing where no source has any. */
export function sessionsOf(
  requests: WorkloadFile['requests'],
  resolve: (path: string) => string,
): { readonly sessions?: SessionsPlan } {
  const sources = [requests.source, ...(requests.classes ?? []).flatMap(({ source }) => source ?? [])]
  if (sources.every(({ sessions }) => sessions === undefined)) return {}
  const { history, gap, longestGap, connection, header, field } = requests.sessions ?? sessionPlay.parse({})
  const pause = pausePlan(gap, resolve)
  return {
    sessions: {
      ...(pause.kind === 'fixed' ? { gapNs: pause.ns } : { gapNs: 0, gap: pause }),
      ...{ history, longestGapNs: longestGap === undefined ? null : ns(longestGap), connection },
      ...{ header: header ?? null, field: field ?? null },
    },
  }
}
