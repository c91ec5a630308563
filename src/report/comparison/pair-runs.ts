import { planOf } from '../sections/describe-workload.ts'
import type { RunSide, Side } from './comparison.ts'

/** Seed of a run's prompts and arrivals; null where its plan tells none. */
export const seedOf = ({ header }: RunSide): number | null => planOf(header.plan)?.seed ?? null

/**
 * The runs of the second side in the order of the first's, where every run has exactly one of the same seed on the other side: those two
 * sent the same prompts at the same times, so what differs between prompts is in neither. Null: they are no pairs.
 */
export function pairRuns(a: Side, b: Side): readonly RunSide[] | null {
  const partners = new Map(b.runs.map((run) => [seedOf(run), run] as const))
  const seeds = new Set(a.runs.map(seedOf))
  if (partners.size !== b.runs.length || seeds.size !== a.runs.length || seeds.has(null)) return null
  if (a.runs.length !== b.runs.length) return null
  const ordered = a.runs.flatMap((run) => partners.get(seedOf(run)) ?? [])
  return ordered.length === a.runs.length ? ordered : null
}
