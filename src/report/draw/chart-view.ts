import type { Row } from '../../../reports/chart.ts'
import { evaluate } from './expression.ts'

/**
 * A spec taken apart: the part of Vega-Lite that the charts of `reports/` are written in. What is not known here is an error, so
 * that a new chart cannot be drawn other than it is live without being noticed.
 */
type Body = Readonly<Record<string, unknown>>

/** What a channel of an encoding may say. */
export interface Channel {
  readonly field?: string
  readonly datum?: string | number
  readonly value?: string | number
  readonly condition?: { readonly test: string; readonly value: string | number }
  readonly type?: 'quantitative' | 'nominal' | 'ordinal'
  readonly title?: string | null
  readonly scale?: ScaleSpec
  readonly axis?: AxisSpec | null
  readonly legend?: LegendSpec | null
  readonly stack?: boolean
}

export interface ScaleSpec {
  readonly type?: 'log'
  readonly domain?: readonly (string | number)[]
  readonly domainMin?: number
  readonly range?: readonly unknown[]
  readonly zero?: boolean
  readonly nice?: boolean
  readonly reverse?: boolean
}

export interface AxisSpec {
  readonly values?: readonly number[]
  readonly tickCount?: number
  readonly tickMinStep?: number
  readonly format?: string
  readonly labelExpr?: string
  readonly labels?: boolean
  readonly labelOverlap?: false
  readonly labelLimit?: number
  readonly labelColor?: string
  readonly grid?: boolean
  readonly minExtent?: number
}

export interface LegendSpec {
  readonly symbolType?: string
}

/** Look of a mark; the meaning of each is Vega-Lite's. */
export interface Mark {
  readonly type: 'line' | 'area' | 'point' | 'bar' | 'rect' | 'rule' | 'text'
  readonly [property: string]: unknown
}

export type Encoding = Readonly<Record<string, Channel | undefined>>

/** One mark over its rows. */
export interface Layer {
  readonly mark: Mark
  readonly encoding: Encoding
  readonly rows: readonly Row[]
}

/** One plot: layers over shared scales. */
export interface View {
  readonly height: number | { readonly step: number }
  readonly layers: readonly Layer[]
}

const marks = new Set(['line', 'area', 'point', 'bar', 'rect', 'rule', 'text'])

/** The plots of a chart, top to bottom, with the rows of each layer filtered and calculated. */
export function viewsOf(spec: object, rows: readonly Row[]): readonly View[] {
  const body = spec as Body
  const parts = (body['vconcat'] as readonly Body[] | undefined) ?? [body]
  return parts.map((part) => ({
    height: part['height'] as View['height'],
    layers: layersOf(part, { encoding: {}, rows }),
  }))
}

function layersOf(body: Body, above: Omit<Layer, 'mark'>): readonly Layer[] {
  const rows = transformed(ownRows(body) ?? above.rows, (body['transform'] as readonly Body[] | undefined) ?? [])
  const encoding = { ...above.encoding, ...(body['encoding'] as Encoding | undefined) }
  const layers = body['layer'] as readonly Body[] | undefined
  if (layers !== undefined) return layers.flatMap((layer) => layersOf(layer, { encoding, rows }))
  const mark = body['mark'] as Mark
  if (!marks.has(mark.type)) throw new Error(`mark ${String(mark.type)}: cannot be drawn as a still`)
  return [{ mark, encoding, rows }]
}

function ownRows(body: Body): readonly Row[] | null {
  return (body['data'] as { readonly values?: readonly Row[] } | undefined)?.values ?? null
}

function transformed(rows: readonly Row[], steps: readonly Body[]): readonly Row[] {
  return steps.reduce((left, step) => {
    if (step['filter'] !== undefined) return left.filter(filterOf(step['filter'] as string | Filter))
    const { calculate, as } = step as { readonly calculate?: string; readonly as?: string }
    if (calculate === undefined || as === undefined) throw new Error(`transform ${Object.keys(step)}: cannot be done`)
    return left.map((row) => ({ ...row, [as]: evaluate(calculate, row) as Row[string] }))
  }, rows)
}

interface Filter {
  readonly field: string
  readonly equal?: Row[string]
  readonly oneOf?: readonly Row[string][]
}

function filterOf(filter: string | Filter): (row: Row) => boolean {
  if (typeof filter === 'string') return (row) => Boolean(evaluate(filter, row))
  const { field, equal, oneOf = [equal as Row[string]] } = filter
  return (row) => oneOf.includes(row[field] as Row[string])
}
