import { type PhaseName, phaseNames } from '../../core/engine-work.ts'
import { toGiga } from '../../core/units.ts'
import { metrics, runMetrics } from '../../metrics/definitions.ts'
import type { RunMetric } from '../../metrics/metric.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { formatCount, formatNumber, formatShare, formatUsd } from '../../../reports/format-number.ts'
import { metricId, runValue } from '../../metrics/figures/named-metric.ts'
import type { Figure, FigureGroup } from '../report-model.ts'

/** The numbers that are one per run, grouped: throughput in and out apart, goodput, cost, counts. */
export function figureGroups(document: RunDocument): readonly FigureGroup[] {
  return [
    rates(document),
    { title: 'Cost', lines: document.cost === null ? [] : metricFigures(document, 'cost') },
    { title: 'Engine', lines: engineFigures(document) },
    { title: 'Requests', lines: requestFigures(document) },
    { title: 'Tokens', lines: tokenFigures(document) },
  ].filter((group) => group.lines.length > 0)
}

function rates(document: RunDocument): FigureGroup {
  const throughput = metricFigures(document, 'throughput')
  if (!hasSlo(document)) return { title: 'Throughput', lines: throughput }
  return { title: 'Throughput and goodput', lines: [...throughput, ...metricFigures(document, 'goodput')] }
}

/** Whether any class has a service level: without one every completed request counts as good, which is no news. */
export function hasSlo(document: RunDocument): boolean {
  const blocks = [document, ...Object.values(document.classes)]
  return blocks.some(({ slo }) => slo !== null && Object.values(slo).some((level) => level !== null))
}

/** A run metric's value with its unit. */
export function runFigure(value: number | null, unit: RunMetric['unit']): string {
  if (unit === 'share') return formatShare(value)
  if (unit === 'USD') return formatUsd(value)
  const short = unit.replace('requests', 'req').replace('tokens', 'tok')
  return value === null ? formatNumber(null) : `${formatNumber(value, 4)}\u00a0${short}`
}

function metricFigures(document: RunDocument, section: RunMetric['path'][0]): readonly Figure[] {
  return runMetrics
    .filter((metric) => metric.path[0] === section)
    .map((metric) => ({
      label: metric.label,
      metric: metricId(metric),
      value: runFigure(runValue(document, metric), metric.unit),
      note: null,
    }))
}

/** MFU and MBU by phase, each with the peak it is a share of. */
function engineFigures({ mfu, mbu, kernels, requests, tokens }: RunDocument): readonly Figure[] {
  const peaks = kernels?.peaks ?? null
  if (mfu === null || mbu === null || kernels === null || peaks === null) return []
  const rates = { f32: peaks.f32FlopPerS, bf16: peaks.bf16FlopPerS, int8: peaks.int8FlopPerS }
  const bandwidth = `of ${formatNumber(toGiga(peaks.readBytesPerS))}\u00a0GB/s`
  return phaseNames.flatMap((name) => {
    const { peak } = kernels.phases[name]
    const rate = peak === null ? null : (rates[peak] ?? peaks.f32FlopPerS)
    const arithmetic = rate === null ? null : `of ${formatNumber(toGiga(rate))}\u00a0GFLOP/s (${peak})`
    return [
      { label: `MFU, ${name}`, metric: metricId(metrics.mfu), value: formatShare(mfu[name]), note: arithmetic },
      { label: `MBU, ${name}`, metric: metricId(metrics.mbu), value: formatShare(mbu[name]), note: bandwidth },
      ...workFigures(name, kernels.phases[name], requests.completed === 0 ? null : tokens.input / requests.completed),
    ]
  })
}

/** How much came together, on which both shares depend: sequences of a decode step, tokens of a prefill step and of a prompt. */
function workFigures(name: PhaseName, { steps, tokens }: Phase, promptTokens: number | null): readonly Figure[] {
  if (steps === 0) return []
  const figure = (label: string, value: number, note: string) => ({
    label,
    metric: null,
    value: formatNumber(value),
    note,
  })
  const perStep = tokens / steps
  if (name === 'decode') return [figure('Batch, decode', perStep, 'sequences a step, mean')]
  const note = promptTokens === null ? 'mean' : `mean; prompts of ${formatNumber(promptTokens)}`
  return [figure('Tokens a step, prefill', perStep, note)]
}
type Phase = NonNullable<RunDocument['kernels']>['phases'][PhaseName]

function requestFigures({ requests }: RunDocument): readonly Figure[] {
  const ended = requests.completed + requests.failed + requests.cancelled
  const share = (part: number) => (ended === 0 || part === 0 ? null : formatShare(part / ended))
  return [
    count('Planned', requests.planned, requests.planned === null ? 'as many as the time allowed' : null),
    count('Sent', requests.sent),
    count('Completed', requests.completed, share(requests.completed)),
    count('Failed', requests.failed, share(requests.failed)),
    ...(requests.notSent > 0 ? [count('Not sent', requests.notSent, 'after a failure in their session')] : []),
    count('Cancelled', requests.cancelled, share(requests.cancelled)),
    ...(requests.warmup > 0 ? [count('Warm-up', requests.warmup, 'in no other figure')] : []),
  ]
}

function tokenFigures({ tokens }: RunDocument): readonly Figure[] {
  const by = {
    usage: "the server's usage",
    tokenizer: "the target's tokenizer",
    events: 'events of the stream',
    mixed: 'several ways',
  }
  return [
    count('Input', tokens.input),
    count('Output', tokens.output),
    ...(tokens.cached === null ? [] : [count('From prefix cache', tokens.cached)]),
    ...(tokens.countedBy === null
      ? []
      : [{ label: 'Counted by', metric: null, value: by[tokens.countedBy], note: null }]),
  ]
}

function count(label: string, value: number | null, note: string | null = null): Figure {
  return { label, metric: null, value: formatCount(value), note }
}
