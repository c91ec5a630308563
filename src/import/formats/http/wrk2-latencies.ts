import type { ImportedFigure } from '../../../core/imported/imported-figure.ts'
import { figure } from '../../reading/figures.ts'

const inDocument: Readonly<Record<string, string>> = { '50.000': 'p50', '90.000': 'p90', '99.000': 'p99' }

/** The distributions, spectra and sums that wrk2 prints, recorded and uncorrected apart. */
export function wrk2Latencies(text: string): readonly ImportedFigure[] {
  const parts = text.split(/^\s*Latency Distribution \(HdrHistogram - /m).slice(1)
  return parts.flatMap((part) => {
    const kind = part.startsWith('Uncorrected') ? 'Uncorrected' : 'Recorded'
    const place = kind === 'Recorded' ? 'metrics.e2eMs' : 'metrics.e2eServiceMs'
    return [...percentiles(part, kind, place), ...spectrum(part, kind, place), ...sums(part, kind, place)]
  })
}

/** ` 99.900%    8.96ms` */
function percentiles(part: string, kind: string, place: string): ImportedFigure[] {
  return [...part.matchAll(/^\s*([\d.]+)%\s+([\d.]+)(us|ms|s|m|h)\s*$/gm)].map(([, percent = '', value, unit = '']) => {
    const statistic = inDocument[percent]
    const [amount, inUnit] = wholeUnit(Number(value), unit)
    return figure(`${kind} Latency.${percent}%`, amount, {
      unit: inUnit,
      metric: statistic === undefined ? null : `${place}.${statistic}`,
    })
  })
}

const secondsPer: Readonly<Record<string, number>> = { m: 60, h: 3600 }

/** Minutes and hours as seconds. */
function wholeUnit(value: number, unit: string): readonly [number, string] {
  const seconds = secondsPer[unit]
  return seconds === undefined ? [value, unit] : [value * seconds, 's']
}

/** `      6.671     0.500000        20072         2.00`: ms, percentile, how many were at most that. */
function spectrum(part: string, kind: string, place: string): ImportedFigure[] {
  return [...part.matchAll(/^\s*([\d.]+)\s+([01]\.\d{6,})\s+(\d+)\s+(?:[\d.]+|inf)\s*$/gm)].flatMap(
    ([, value, quantile = '', count]) => [
      figure(`${kind} Latency.spectrum.${quantile}`, Number(value), {
        unit: 'ms',
        metric: quantile === '0.950000' ? `${place}.p95` : null,
      }),
      figure(`${kind} Latency.spectrum.${quantile}.TotalCount`, Number(count), { unit: 'requests' }),
    ],
  )
}

/** `#[Mean    =        6.459, StdDeviation   =        1.932]` */
function sums(part: string, kind: string, place: string): ImportedFigure[] {
  const metrics: Readonly<Record<string, string>> = { Mean: 'mean', Max: 'max' }
  const units: Readonly<Record<string, string>> = {
    Mean: 'ms',
    StdDeviation: 'ms',
    Max: 'ms',
    'Total count': 'requests',
  }
  const lines = [...part.matchAll(/^#\[(.*)\]/gm)].flatMap(([, line = '']) => line.split(','))
  return lines.map((pair) => {
    const [key = '', value = ''] = pair.split('=').map((side) => side.trim())
    const statistic = metrics[key]
    return figure(`${kind} Latency.${key}`, Number(value), {
      unit: units[key] ?? null,
      metric: statistic === undefined ? null : `${place}.${statistic}`,
    })
  })
}
