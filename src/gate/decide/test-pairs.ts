import { seededRng } from '../../core/rng.ts'
import type { Inference } from '../../stats/inference/max-t.ts'
import { pairedInference } from '../../stats/inference/paired.ts'
import { sequentialInference, type Spending } from '../../stats/inference/sequential.ts'
import { drawnArrangements, isNearEnough } from '../levels/attainable.ts'

/** The test that a gate makes of its pairs. */
export interface PairedTest {
  /** `differences[j][k]` of metric j in pair k. */
  readonly differences: readonly (readonly number[])[]
  readonly alpha: number
  /** Numbers of pairs after which is looked; one: all. */
  readonly looks: readonly number[]
  readonly spending: Spending | null
  /** Where sign patterns must be drawn, the same gate draws the same at every look. */
  readonly seed: string
}

export interface PairedFindings {
  readonly found: Inference
  /** The level of the bounds; null: so few pairs have none that is near what was asked. */
  readonly level: number | null
  /** Chance that this or an earlier look calls anything different where nothing is. */
  readonly spent: number
}

/** What the pairs say at once, or at a look of several, of which the number of pairs names one. */
export function testPairs({ differences, alpha, looks, spending, seed }: PairedTest): PairedFindings {
  const drawing = { rng: seededRng(seed), draws: drawnArrangements }
  if (looks.length === 1 || spending === null) {
    const found = pairedInference(differences, { alpha, ...drawing })
    return { found, level: isNearEnough(found.level, alpha) ? found.level : null, spent: found.level }
  }
  const { spent, ...found } = sequentialInference(differences, { looks, spending, alpha, ...drawing })
  return { found, level: found.level > 0 && isNearEnough(spent, alpha) ? found.level : null, spent }
}
