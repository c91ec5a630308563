/** Every number of a result as a figure, translated where its meaning is known; nothing is dropped but what `except` names. */
import type { ImportedFigure } from '../../core/imported/imported-figure.ts'
import { MS_PER_S, NS_PER_MS, NS_PER_US, S_PER_MIN, nsToMs } from '../../core/units.ts'

/** What a figure of a tool means: its unit in the file, and its place in the run document where it has one. */
export interface Meaning {
  readonly unit: string | null
  readonly metric?: string | null | undefined
}

/** Null: nothing is known of it; the figure is kept as it is. */
export type MeaningOf = (key: string) => Meaning | null

/**
 * Numbers, texts that are numbers and nulls of a JSON value, by path with dots (`latency.p99`, `points.0.tps`), in its order.
 * `except`: keys that become records or are no results.
 */
export function figuresOf(value: unknown, meaningOf: MeaningOf, except: (key: string) => boolean = () => false) {
  const figures: ImportedFigure[] = []
  const visit = (item: unknown, key: string): void => {
    if (key !== '' && except(key)) return
    if (typeof item === 'object' && item !== null) {
      for (const [name, inner] of Object.entries(item)) visit(inner, key === '' ? name : `${key}.${name}`)
    } else if (isFigure(item)) figures.push(figure(key, item, meaningOf(key)))
  }
  visit(value, '')
  return figures
}

/** One figure; `ours` follows from unit and place. */
export function figure(key: string, value: number | string | null, meaning: Meaning | null): ImportedFigure {
  const { unit = null, metric = null } = meaning ?? {}
  const ours = metric === null ? null : inOurUnit(numberOf(value), unit, metric)
  const kept = typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
  return { key, value: kept, unit, metric: ours === null ? null : metric, ours }
}

function isFigure(item: unknown): item is number | string | null {
  return item === null || typeof item === 'number' || (typeof item === 'string' && isNumeric(item))
}

const isNumeric = (text: string) => /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)

function numberOf(value: number | string | null): number | null {
  if (value === null || value === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

const msPer: Readonly<Record<string, number>> = { s: MS_PER_S, ms: 1, us: NS_PER_US / NS_PER_MS, ns: 1 / NS_PER_MS }

/** In the unit of the run document, which the path's name tells: `...Ms` anywhere in it, `...S` of a window, shares, rates per second. */
function inOurUnit(value: number | null, unit: string | null, metric: string): number | null {
  if (value === null) return null
  const factor = msPer[unit ?? '']
  if (factor !== undefined) return timeIn(value, unit as string, factor, metric)
  if (unit === '%') return value / 100
  if (unit === 'requests/min' && metric.endsWith('PerS')) return value / S_PER_MIN
  return value
}

function timeIn(value: number, unit: string, factor: number, metric: string): number {
  // the same division as everywhere, not a product with a rounded tenth
  const ms = unit === 'ns' ? nsToMs(value) : value * factor
  if (!metric.endsWith('durationS')) return ms
  return unit === 's' ? value : ms / MS_PER_S
}
