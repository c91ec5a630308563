import { nearest } from '../../core/nearest.ts'
import { nsToMs, parseDurationNs } from '../../core/units.ts'
import { distributionMetrics } from '../../metrics/definitions.ts'
import { metricId, metricNamed, metricNames } from '../../metrics/figures/named-metric.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import type { AbsoluteLimit, LimitOperator } from './gate-policy.ts'

/** A figure that a limit may be set on: those of comparisons, least and largest values, and the share of failed requests. */
export interface LimitFigure {
  readonly unit: string
  of(document: RunDocument): number | null
}

/** Failed requests over those that ended by themselves. */
export const errorShare: LimitFigure = {
  unit: 'share',
  of: ({ requests: { completed, failed } }) => (completed + failed === 0 ? null : failed / (completed + failed)),
}

const extremes = ['min', 'max'] as const

const limitNames: readonly string[] = [
  ...metricNames,
  ...distributionMetrics.flatMap((metric) => extremes.map((extreme) => `${metricId(metric)}.${extreme}`)),
  'errorShare',
]

/** The figure of that name; null where nothing is called so. */
export function limitFigure(name: string): LimitFigure | null {
  if (name === 'errorShare') return errorShare
  const [id, ending] = name.split('.')
  const extreme = extremes.find((known) => known === ending)
  const spread = distributionMetrics.find((metric) => metricId(metric) === id)
  if (extreme === undefined || spread === undefined) return metricNamed(name)
  return { unit: spread.unit === 'ns' ? 'ms' : spread.unit, of: (run) => run.metrics[spread.key][extreme] }
}

const shape = /^\s*([A-Za-z]\w*(?:\s*\.\s*[A-Za-z]\w*(?:\(\d+\))?)?)\s*(<=|>=|<|>)\s*(\S.*?)\s*$/

/**
 * `ttft.p99 < 300ms`, as k6 writes thresholds: p(99), avg and med are known. Durations and shares have their units; rates are per second.
 * A fault is one line without place.
 */
export function parseLimit(text: string): AbsoluteLimit | { readonly fault: string } {
  const [, written, operator, value] = shape.exec(text) ?? []
  if (written === undefined || operator === undefined || value === undefined)
    return { fault: `expected METRIC < VALUE (or <=, >, >=) such as ttft.p99 < 300ms, got ${JSON.stringify(text)}` }
  const metric = inOurWords(written)
  const figure = limitFigure(metric)
  if (figure === null) return { fault: unknownMetric(written, metric) }
  const limit = valueIn(figure.unit, value)
  if (limit === null) return { fault: `${metric}: expected ${exampleOf(figure.unit)}, got ${JSON.stringify(value)}` }
  return { expression: text.trim(), metric, operator: operator as LimitOperator, limit, unit: figure.unit }
}

/** k6 calls them p(99), avg and med. */
function inOurWords(written: string): string {
  return written
    .replaceAll(/\s/g, '')
    .replace(/\.p\((\d+)\)$/, '.p$1')
    .replace(/\.avg$/, '.mean')
    .replace(/\.med$/, '.p50')
}

function unknownMetric(written: string, metric: string): string {
  const close = nearest(metric, limitNames)
  return `expected a metric such as ttft.p99 or errorShare, got ${JSON.stringify(written)}${close === null ? '' : `; did you mean ${close}?`}`
}

/** A value in the unit of the run document; null where it is none. */
function valueIn(unit: string, text: string): number | null {
  if (unit === 'ms') {
    const ns = parseDurationNs(text)
    return ns === null ? null : nsToMs(ns)
  }
  const [, dollar, digits, ending = ''] = /^(\$?)(\d+(?:\.\d+)?)\s*(%|[a-z]*\/\s*[a-z]+)?$/.exec(text) ?? []
  if (digits === undefined || (dollar === '$') !== (dollar === '$' && unit === 'USD')) return null
  if (ending === '%') return unit === 'share' ? Number(digits) / 100 : null
  if (unit === 'share') return ending === '' && Number(digits) <= 1 ? Number(digits) : null
  if (ending === '') return Number(digits)
  const per = ending.replaceAll(/\s/g, '')
  return per === unit || per === unit.slice(unit.indexOf('/')) ? Number(digits) : null
}

function exampleOf(unit: string): string {
  if (unit === 'ms') return 'a duration such as 300ms'
  if (unit === 'share') return 'a share such as 1% or 0.01'
  return unit === 'USD' ? 'an amount such as $5 or 5' : `a number of ${unit} such as 100`
}
