import { createHash } from 'node:crypto'
import { InfbenchError } from '../../../core/errors.ts'
import type { RunHeader } from '../../../core/run-header.ts'
import { nsToMs, nsToS } from '../../../core/units.ts'
import { type K6Part, mergeParts, type MergedPart, type MergedRun } from '../../../load/drivers/k6/merge/merge-parts.ts'
import type { RunPlan } from '../../../workload/run-plan.ts'
import { newRunId } from '../run-id.ts'

/** A merged run as it is stored. */
export interface MergedK6Run {
  readonly header: RunHeader
  readonly merged: MergedRun
  /** What a reader must know of it. */
  readonly notes: readonly string[]
}

/** What the command line adds. */
interface Labels {
  readonly name: string | undefined
  readonly tags: readonly string[]
}

/** As the script was given it; who made it, made it with this version's `newHeader`. */
interface RunFacts {
  readonly digest: string
  readonly header: RunHeader & { readonly plan: RunPlan & { readonly notes?: readonly string[] } }
}

/** Joins parts and makes the header of the run they are. Throws merge.mismatch for parts of different scripts. */
export function mergeK6Run(named: readonly K6Part[], labels: Labels): MergedK6Run {
  // in whatever order they are named, the run is the same
  const parts = named.toSorted((a, b) => firstIndex(a) - firstIndex(b))
  const [first, ...others] = parts.map(({ run }) => run as unknown as RunFacts)
  if (first === undefined) throw new TypeError('no parts to merge')
  const stranger = others.findIndex(({ digest }) => digest !== first.digest)
  if (stranger >= 0)
    throw new InfbenchError('merge.mismatch', {
      message: `${parts[stranger + 1]?.file}: expected results of the script of ${parts[0]?.file} (export ${first.digest}), got those of export ${others[stranger]?.digest}`,
      hint: 'give every instance the same file of one infbench k6 export',
    })
  const { plan } = first.header
  const planned = first.header.planned.requests ?? 0
  const merged = mergeParts(parts, planned, { api: plan.requests.api, stream: plan.requests.stream })
  const notes = notesOf(merged)
  return { header: headerOf(first, { merged, notes, labels }), merged, notes }
}

const firstIndex = ({ requests }: K6Part) => requests.reduce((least, { index }) => Math.min(least, index), Infinity)

interface Made {
  readonly merged: MergedRun
  readonly notes: readonly string[]
  readonly labels: Labels
}

function headerOf({ digest, header }: RunFacts, { merged, notes, labels }: Made): RunHeader {
  const { plan } = header
  const lastAt = merged.records.reduce(
    (last, { phase, doneAt }) => (phase === 'measure' ? Math.max(last, doneAt) : last),
    0,
  )
  const planEnd = plan.durationNs === null ? 0 : plan.warmupNs + plan.durationNs
  const suffix = createHash('sha256').update(`${digest}:${merged.startedAtMs}`).digest().subarray(0, 3)
  return {
    ...header,
    runId: newRunId(merged.startedAtMs, suffix),
    name: labels.name ?? header.name,
    startedAtMs: Math.floor(merged.startedAtMs),
    state: merged.missing.length === 0 ? 'completed' : 'interrupted',
    plan: { ...plan, notes: [...(plan.notes ?? []), ...notes], merged: { digest, parts: merged.parts } },
    window: { startAt: plan.warmupNs, endAt: Math.max(planEnd, lastAt) },
    tags: labels.tags,
  }
}

/** What a reader must know of a run that several clocks measured. */
function notesOf({ parts, missing }: MergedRun): readonly string[] {
  return [
    `merged from ${parts.length} ${parts.length === 1 ? 'part' : 'parts'}, each timed by the clock of its machine: latencies are within one clock, what happened at once in several parts is known as well as their clocks are`,
    ...parts.slice(1).map(clockNote),
    ...(missing.length === 0
      ? []
      : [`${missing.length} requests of the schedule are in no part, the first of them request ${missing[0]}`]),
  ]
}

function clockNote({ file, clock, beganNs }: MergedPart): string {
  if (clock === null)
    return `${file}: its clock could not be compared (the Date of the server's answers tells nothing): its schedule was laid over the first part's`
  const { offsetMs, uncertaintyMs } = clock
  return `${file}: its clock is ${digits(-offsetMs)} ms ahead of the first part's, +-${digits(uncertaintyMs)} ms by the Date of the server's answers; it began ${digits(nsToS(beganNs ?? 0))} s after the earliest`
}

const digits = (value: number) => Number(value.toFixed(Math.abs(value) < 10 ? 3 : 1))

/** A line for each part, for people. */
export function partLine({ file, requests, clock, beganNs }: MergedPart): string {
  const offset =
    clock === null ? 'clock not comparable' : `clock ${digits(-clock.offsetMs)} ms +-${digits(clock.uncertaintyMs)} ms`
  const began = beganNs === null ? '' : `, began at ${digits(nsToMs(beganNs))} ms`
  return `${file}: ${requests} requests, ${offset}${began}`
}
