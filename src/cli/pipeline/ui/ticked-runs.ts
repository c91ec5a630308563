import { InfbenchError } from '../../../core/errors.ts'
import { compareSides, mostSides } from '../../../report/compare-sides.ts'
import { renderComparison } from '../../../report/render-comparison.ts'
import type { Store } from '../../../store/open-store.ts'
import { resolveSide } from '../analysis/resolve-side.ts'
import { withRecords } from '../analysis/with-records.ts'

/** Runs and groups that were ticked in the list, side by side; the oldest is the one that the others are held against. Throws run.unknown, usage. */
export function renderTicked(store: Store, references: readonly string[]): Promise<string> {
  const startOf = ({ runs }: ReturnType<typeof resolveSide>) => runs[0]?.header.startedAtMs ?? 0
  const sides = [...new Set(references)]
    .map((reference) => resolveSide(store, reference))
    .toSorted((a, b) => startOf(a) - startOf(b))
  const [first, second, ...more] = sides
  if (first === undefined || second === undefined || sides.length > mostSides)
    throw new InfbenchError('usage', {
      message: `compare: expected 2 to ${mostSides} runs or groups, got ${sides.length}`,
      hint: 'tick them in the list of all runs',
    })
  const comparison = compareSides([first, second, ...more])
  return renderComparison(comparison, withRecords(store, sides), { run: null })
}
