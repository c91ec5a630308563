import { seededRng } from '../../src/core/rng.ts'
import { summarize } from '../../src/metrics/summarize.ts'
import type { RunSide, Side } from '../../src/report/compare-runs.ts'
import { gaussian } from './simulated-runs.ts'
import { type SampleOptions, sampleRun } from './sample-run.ts'

export interface SampleSideOptions extends SampleOptions {
  readonly runs?: number
  /** Runs of two sides with one first seed are pairs. */
  readonly firstSeed?: number
  /** Spread of the slowness from run to run. */
  readonly spread?: number
  /** Keeps runs of several sides apart in time and by id. */
  readonly place?: number
}

/** A side of repeats of one made-up workload, made in turns with those of other places. */
export function sampleSide(name: string, options: SampleSideOptions = {}): Side {
  const { runs = 6, firstSeed = 1, spread = 0.01, place = 0, slowness = 1, ...others } = options
  const rng = seededRng(`${name} ${place}`)
  const side = Array.from({ length: runs }, (_, i): RunSide => {
    const slow = slowness * Math.exp(spread * gaussian(rng))
    const { header, records } = sampleRun({ requests: 300, ...others, seed: firstSeed + i, slowness: slow, name })
    const at = header.startedAtMs + (i * 10 + place) * 60_000
    const named = {
      ...header,
      runId: `20261121-0845${String(i).padStart(2, '0')}-${name.slice(0, 4)}${place}`,
      startedAtMs: at,
    }
    return { header: named, document: summarize(named, records), records }
  })
  return { name, runs: side }
}
