import { InfbenchError } from '../../../../core/errors.ts'
import type { SloByClass } from '../../../../core/run-header.ts'
import { nsToMs, parseDurationNs } from '../../../../core/units.ts'

/** One of k6's thresholds: `p(99)<300` on `infbench_ttft`, in ms or as a share. */
export interface K6Threshold {
  readonly metric: string
  readonly expression: string
}

/** What a search for the highest load asks for unless told otherwise, too. */
const attainment = 0.9

const times: Readonly<Record<string, string>> = {
  ttft: 'infbench_ttft',
  tpot: 'infbench_tpot',
  e2e: 'infbench_e2e',
  ttftService: 'http_req_waiting',
  e2eService: 'http_req_duration',
}
const shares: Readonly<Record<string, string>> = { errorShare: 'infbench_failed', attainment: 'infbench_slo' }
const sharesOfK6: Readonly<Record<string, string>> = { http_req_failed: 'errorShare' }
const statistics: Readonly<Record<string, string>> = { mean: 'avg', min: 'min', max: 'max' }

const words = 'a limit such as "ttft.p99 < 300ms" or "errorShare < 1%"'
const limitPattern = /^\s*(\w+)(?:\.(p\d{1,2}(?:\.\d+)?|mean|min|max))?\s*(<=?|>=?)\s*(\S.*?)\s*$/

/** `ttft.p99 < 300ms` as k6 says it. Throws `usage` where k6 cannot. */
export function toK6Threshold(limit: string): K6Threshold {
  const [, name = '', statistic, operator = '', value = ''] = limitPattern.exec(limit) ?? []
  const time = times[name]
  const share = shares[name]
  if (time !== undefined && statistic !== undefined) {
    const ns = parseDurationNs(value)
    if (ns === null) throw wrong(limit, `a duration such as 300ms, got ${JSON.stringify(value)}`)
    return { metric: time, expression: `${k6Statistic(statistic)}${operator}${nsToMs(ns)}` }
  }
  if (share === undefined || statistic !== undefined) throw wrong(limit, words)
  const part = shareOf(value)
  if (part === null) throw wrong(limit, `a share such as 1% or 0.01, got ${JSON.stringify(value)}`)
  return { metric: share, expression: `rate${operator}${part}` }
}

const wrong = (limit: string, expected: string) =>
  new InfbenchError('usage', {
    message: `${JSON.stringify(limit)}: expected ${expected}`,
    hint: `times: ${Object.keys(times).join(', ')}, each with .p50, .p99, .mean, .min or .max; shares: ${Object.keys(shares).join(', ')}`,
  })

const k6Statistic = (statistic: string) => statistics[statistic] ?? `p(${statistic.slice(1)})`

function shareOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text)
  if (match === null) return null
  return match[2] === '%' ? Number((Number(match[1]) / 100).toPrecision(12)) : Number(match[1])
}

/** One of k6's thresholds as a limit of a gate's policy; null where that has no such figure (other metrics, one tag's part). */
export function fromK6Threshold({ metric, expression }: K6Threshold): string | null {
  const [, statistic = '', operator = '', value = ''] =
    /^\s*(avg|min|max|med|rate|p\(\d{1,2}(?:\.\d+)?\))\s*(<=?|>=?)\s*(\d+(?:\.\d+)?)\s*$/.exec(expression) ?? []
  if (statistic === 'rate') {
    const name = sharesOfK6[metric] ?? nameIn(shares, metric)
    return name === undefined ? null : `${name} ${operator} ${value}`
  }
  const name = nameIn(times, metric)
  const ours = ourStatistic(statistic)
  return name === undefined || ours === null ? null : `${name}.${ours} ${operator} ${value}ms`
}

const nameIn = (names: Readonly<Record<string, string>>, metric: string) =>
  Object.entries(names).find(([, theirs]) => theirs === metric)?.[0]

function ourStatistic(statistic: string): string | null {
  if (statistic === 'med') return 'p50'
  const percentile = /^p\((.*)\)$/.exec(statistic)?.[1]
  if (percentile !== undefined) return `p${percentile}`
  return Object.entries(statistics).find(([, theirs]) => theirs === statistic)?.[0] ?? null
}

/** The service levels of a run as thresholds: so many of the requests meet all, and so many meet each. */
export function sloThresholds(slo: SloByClass): readonly K6Threshold[] {
  const classes = Object.entries(slo).filter(([, levels]) => Object.keys(levels).length > 0)
  const isOne = Object.keys(slo).length === 1
  return classes.flatMap(([name, levels]) => {
    const tagged = (metric: string) => (isOne ? metric : `${metric}{class:${name}}`)
    const each = [
      ['infbench_ttft', levels.ttftNs],
      ['infbench_tpot', levels.tpotNs],
      ['infbench_e2e', levels.e2eNs],
    ] as const
    return [
      { metric: tagged('infbench_slo'), expression: `rate>=${attainment}` },
      ...each.flatMap(([metric, ns]) =>
        ns === undefined ? [] : [{ metric: tagged(metric), expression: `p(${attainment * 100})<=${nsToMs(ns)}` }],
      ),
    ]
  })
}
