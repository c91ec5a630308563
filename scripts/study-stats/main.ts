/**
 * How often the statistics of the gate are wrong and how much they find, on simulated runs whose truth is known. Prints tables in Markdown;
 * ends with 1 where a bar is missed.
 * `npm run study:stats -- [--gates 2000] [--pairs 5,6,...] [--requests 100] [--only pairs,sequential,prediction,time]`
 */
import { parseArgs } from 'node:util'
import { type Simulation, usualSimulation } from '../../test/helpers/simulated-runs.ts'
import { type PairedGates, studyPairs } from './paired-gates.ts'
import { type Section, sectionText } from './rates.ts'
import { decisionTime } from './sections/decision-time.ts'
import { detectableEffects } from './sections/detectable.ts'
import { errorRates } from './sections/error-rates.ts'
import { powerCurves } from './sections/power.ts'
import { predictionRates } from './sections/prediction.ts'
import { sequentialLooks } from './sections/sequential.ts'

const { values } = parseArgs({
  options: {
    gates: { type: 'string', default: '2000' },
    pairs: { type: 'string', default: '5,6,7,8,9,10,11,12,13,14' },
    requests: { type: 'string', default: '100' },
    only: { type: 'string', default: 'pairs,sequential,prediction,time' },
  },
})
const gates = Number(values.gates)
const simulation: Simulation = { ...usualSimulation, requests: Number(values.requests) }
const worlds = [
  ['usual runs', simulation],
  ['run effects with heavy tails', { ...simulation, runTails: 'heavy' }],
] as const satisfies readonly (readonly [string, Simulation])[]

/** Few pairs are quick, and their levels lie near the bar's ends: more gates tell on which side. */
const gatesOf = (pairs: number) => gates * (pairs <= 6 ? 20 : pairs <= 8 ? 10 : 1)

function* pairedSections(): Generator<Section> {
  for (const [name, world] of worlds) {
    const studies = values.pairs.split(',').map((pairs): PairedGates => {
      process.stderr.write(`${name}: ${pairs} pairs\n`)
      return studyPairs({ ...world, pairs: Number(pairs) }, gatesOf(Number(pairs)), `${name} ${pairs}`)
    })
    yield errorRates(studies, name)
    yield powerCurves(studies, name)
    yield detectableEffects(studies, world, name)
  }
}

const parts: Record<string, () => Iterable<Section>> = {
  pairs: pairedSections,
  sequential: () => [sequentialLooks(simulation, gates)],
  prediction: () => [predictionRates(10 * gates)],
  time: () => [decisionTime()],
}

for (const part of values.only.split(',')) {
  const make = parts[part]
  if (make === undefined) throw new RangeError(`--only: expected ${Object.keys(parts).join(', ')}, got ${part}`)
  for (const section of make()) {
    process.stdout.write(`${sectionText(section)}\n\n`)
    if (section.lines.some(({ holds }) => holds === false)) process.exitCode = 1
  }
}
