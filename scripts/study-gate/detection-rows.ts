import { seededRng } from '../../src/core/rng.ts'
import { noncentralTAbove } from '../../src/stats/inference/noncentral-t.ts'
import { pairedInference } from '../../src/stats/inference/paired.ts'
import { wilsonInterval } from '../../src/stats/proportion.ts'
import { type Condition, type GateOutcome, metricOf } from './one-gate.ts'

/** What the gates of one condition came to. */
export interface DetectionRow extends Condition {
  readonly gates: number
  /** Gates that allowed no verdict; in no rate. */
  readonly incomparable: number
  /** With an effect: the shifted metric is called worse. Without: any metric is called different. */
  readonly called: number
  /** Between what 19 of 20 such studies have the true rate. */
  readonly interval: { readonly low: number; readonly high: number }
  /** What the power curve says at the spread that was seen; null without an effect. */
  readonly predicted: number | null
  readonly regressions: number
  readonly warnings: number
  /** Mean of the measured effect on the shifted metric, as a share. */
  readonly meanEffect: number
}

const z = 1.96
const alpha = 0.05

/** One row for every condition that has gates. */
export function detectionRows(conditions: readonly Condition[], outcomes: readonly GateOutcome[]): DetectionRow[] {
  return conditions.flatMap((condition) => {
    const own = outcomes.filter(({ series, effect }) => series === condition.series && effect === condition.effect)
    return own.length === 0 ? [] : [rowOf(condition, own)]
  })
}

function rowOf(condition: Condition, outcomes: readonly GateOutcome[]): DetectionRow {
  const sound = outcomes.filter(({ verdict }) => verdict !== 'incomparable')
  const shifted = sound.flatMap(
    ({ metrics }) => metrics.find(({ metric }) => metric === metricOf[condition.series]) ?? [],
  )
  const called =
    condition.effect > 0
      ? shifted.filter(({ lowerShare }) => (lowerShare ?? 0) > 0).length
      : sound.filter(callsAny).length
  return {
    ...condition,
    gates: outcomes.length,
    incomparable: outcomes.length - sound.length,
    called,
    interval: wilsonInterval(sound.length === 0 ? 0 : called / sound.length, sound.length, z),
    predicted: condition.effect > 0 ? predictedPower(sound, condition) : null,
    regressions: sound.filter(({ verdict }) => verdict === 'regression').length,
    warnings: sound.filter(({ verdict }) => verdict === 'warn').length,
    meanEffect: mean(shifted.map(({ effectShare }) => effectShare ?? Number.NaN)),
  }
}

const callsAny = ({ metrics, level }: GateOutcome) =>
  level !== null && metrics.some(({ pValue }) => pValue !== null && pValue <= level)

/** Of the noncentral t with the spread of all gates of the condition and each gate's own critical value (max-T over its metrics). */
function predictedPower(outcomes: readonly GateOutcome[], { series, effect }: Condition): number | null {
  const inferences = outcomes.flatMap(({ metrics }) => {
    const differences = metrics.map((metric) => metric.differences.filter((d) => d !== null))
    const at = metrics.findIndex(({ metric }) => metric === metricOf[series])
    const found = pairedInference(differences, { alpha, rng: seededRng('study') }).metrics[at]
    const pairs = differences[at]?.length ?? 0
    return found === undefined || pairs < 2 ? [] : [{ ...found, pairs }]
  })
  if (inferences.length === 0) return null
  const error = Math.sqrt(mean(inferences.map(({ standardError }) => standardError ** 2)))
  return mean(
    inferences.map(({ criticalT, pairs }) => noncentralTAbove(criticalT, pairs - 1, Math.log1p(effect) / error)),
  )
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Markdown. */
export function detectionTable(rows: readonly DetectionRow[]): string {
  const head = [
    'put into',
    'effect',
    'gates',
    'called',
    'rate (95 %)',
    'predicted',
    'regression',
    'warn',
    'measured effect',
    'incomparable',
  ]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const lines = rows.map((row) => {
    const sound = row.gates - row.incomparable
    const rate = sound === 0 ? '-' : (row.called / sound).toFixed(3)
    return line([
      ...[row.effect === 0 ? 'nothing' : row.series, percent(row.effect), String(row.gates), String(row.called)],
      `${rate} (${row.interval.low.toFixed(3)}-${row.interval.high.toFixed(3)})`,
      ...[row.predicted === null ? '-' : row.predicted.toFixed(3), String(row.regressions), String(row.warnings)],
      ...[percent(row.meanEffect), String(row.incomparable)],
    ])
  })
  return [line(head), line(head.map(() => '---')), ...lines].join('\n')
}

const percent = (share: number) => `${(100 * share).toFixed(2)} %`
