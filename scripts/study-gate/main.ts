/**
 * How often a whole gate finds a slowdown of known size, from sockets to verdict: K interleaved pairs of short runs against the mock server,
 * whose candidate is so much slower at its first token or between tokens. Each start of a server has a speed of its own, as real ones
 * have. Prints a table in Markdown; with `--json FILE` it goes on where it was ended.
 * `npm run study:gate -- [--repetitions 20] [--pairs 8] [--seconds 2] [--effects 0,2,5,10,20] [--series ttft,itl] [--spread 2] [--margin 2] [--json FILE]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { processClock } from '../../src/core/clock.ts'
import { detectionRows, detectionTable } from './detection-rows.ts'
import { type Condition, type GateOutcome, type GateSettings, oneGate } from './one-gate.ts'
import { earlierGates, writeStudy } from './study-file.ts'

const { values } = parseArgs({
  options: {
    repetitions: { type: 'string', default: '20' },
    pairs: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '2' },
    effects: { type: 'string', default: '0,2,5,10,20' },
    series: { type: 'string', default: 'ttft,itl' },
    spread: { type: 'string', default: '2' },
    margin: { type: 'string', default: '2' },
    json: { type: 'string' },
  },
})

const percent = 100
const settings: GateSettings = {
  ...{ pairs: Number(values.pairs), seconds: Number(values.seconds) },
  ...{ spread: Number(values.spread) / percent, marginShare: Number(values.margin) / percent },
}
const path = values.json ?? null
const repetitions = Number(values.repetitions)
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

/** Nothing put in is one condition, whatever it is not put into. */
function conditionsOf(): readonly Condition[] {
  const effects = values.effects.split(',').map((effect) => Number(effect) / percent)
  const series = values.series.split(',').map(seriesNamed)
  return series.flatMap((each, i) =>
    effects.filter((effect) => effect > 0 || i === 0).map((effect) => ({ series: each, effect })),
  )
}

function seriesNamed(name: string): Condition['series'] {
  if (name === 'ttft' || name === 'itl') return name
  throw new RangeError(`--series: expected ttft or itl, got ${name}`)
}

const conditions = conditionsOf()
const gates: GateOutcome[] = [...earlierGates(path, settings)]
const folder = mkdtempSync(join(tmpdir(), 'infbench-study-'))
const io = { clock: processClock(), env: process.env, cwd: folder, stop: stop.signal, abort: stop.signal }
const isMade = (condition: Condition, repetition: number) =>
  gates.some(
    (gate) => gate.repetition === repetition && gate.series === condition.series && gate.effect === condition.effect,
  )

try {
  // Repetition by repetition, so that a study that is ended early knows something of every condition.
  for (let repetition = 0; repetition < repetitions; repetition++)
    for (const condition of conditions) {
      if (isMade(condition, repetition)) continue
      const outcome = await oneGate(condition, repetition, settings, { folder, io })
      gates.push(outcome)
      writeStudy(path, { schema: 'infbench.study-gate/1', settings, rows: detectionRows(conditions, gates), gates })
      process.stderr.write(`${repetition + 1}: ${condition.series} ${condition.effect} ${outcome.verdict}\n`)
    }
} finally {
  rmSync(folder, { recursive: true, force: true })
  process.stdout.write(`${detectionTable(detectionRows(conditions, gates))}\n`)
}
