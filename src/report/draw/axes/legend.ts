import { vegaConfig } from '../../../../reports/theme.ts'
import { textWidth } from '../text-width.ts'
import type { Channel, Layer, View } from '../chart-view.ts'
import { symbol } from '../marks/dots.ts'
import { attributes, coordinate, dropOf, escapeSvg, group } from '../svg-text.ts'

const { legend: theme } = vegaConfig
const fontSize = theme.labelFontSize
/** Height of a row of entries, px. */
export const legendRow = 16
const symbolRoom = 16
const dashRoom = 28
const narrowPadding = 10
const narrowColumns = 2

interface Entry {
  readonly name: string
  readonly colour: string
  readonly shape: string
  readonly dash: readonly number[] | null
}

/** The legends of a chart: an entry for each name of its scales of colour, shape and dashes. */
export function legendEntries(views: readonly View[]): readonly Entry[] {
  const layers = views.flatMap((view) => view.layers)
  const named = (name: string) =>
    layers.flatMap((layer) => {
      const channel = layer.encoding[name]
      const told = channel?.scale?.domain !== undefined && channel.legend !== null && channel.legend !== undefined
      return told ? [{ layer, channel }] : []
    })
  const [colour, dash, shape] = [named('color'), named('strokeDash')[0]?.channel, namedShape(layers)]
  const first = colour[0]
  const colours =
    first === undefined ? [] : colourEntries(first.layer, withSymbol(colour.map(({ channel }) => channel)), shape)
  const isSame = dash?.field !== undefined && dash.field === first?.channel.field
  return isSame || dash === undefined ? colours : [...colours, ...dashEntries(dash)]
}

/** The channel that says most: the first with a symbol of its own. */
const withSymbol = (channels: readonly Channel[]) =>
  channels.find(({ legend }) => legend?.symbolType !== undefined) ?? (channels[0] as Channel)

const namedShape = (layers: readonly Layer[]) =>
  layers.map(({ encoding }) => encoding['shape']).find((channel) => channel !== undefined)

function colourEntries({ mark }: Layer, { scale, legend }: Channel, shapes: Channel | undefined): readonly Entry[] {
  const usual = mark.type === 'rect' || mark.type === 'bar' ? 'square' : mark.type === 'line' ? 'stroke' : 'circle'
  return (scale?.domain ?? []).map((name, place) => ({
    name: String(name),
    colour: String(scale?.range?.[place]),
    shape: legend?.symbolType ?? String(shapes?.scale?.range?.[place] ?? usual),
    dash: null,
  }))
}

function dashEntries({ scale }: Channel): readonly Entry[] {
  return (scale?.domain ?? []).map((name, place) => ({
    name: String(name),
    colour: theme.labelColor,
    shape: 'stroke',
    dash: scale?.range?.[place] as readonly number[],
  }))
}

interface Placed extends Entry {
  readonly x: number
  readonly row: number
}

/** Places of the entries: side by side, on narrow charts in two columns. */
function placed(entries: readonly Entry[], narrow: boolean): readonly Placed[] {
  const width = (entry: Entry) => (entry.dash === null ? symbolRoom : dashRoom) + textWidth(entry.name, fontSize)
  if (!narrow) {
    let x = 0
    return entries.map((entry) => {
      const at = x
      x += width(entry) + theme.columnPadding
      return { ...entry, x: at, row: 0 }
    })
  }
  const first = Math.max(0, ...entries.filter((_, i) => i % narrowColumns === 0).map(width))
  return entries.map((entry, i) => ({
    ...entry,
    x: i % narrowColumns === 0 ? 0 : first + narrowPadding,
    row: Math.floor(i / narrowColumns),
  }))
}

/** Entries fitted to a width: one row where they fit, else two columns. */
export function drawLegend(
  entries: readonly Entry[],
  widthPx: number,
): { readonly svg: string; readonly height: number } {
  const oneRow = placed(entries, false)
  const last = oneRow.at(-1)
  if (last === undefined) return { svg: '', height: 0 }
  const fits = last.x + symbolRoom + textWidth(last.name, fontSize) <= widthPx
  const all = fits ? oneRow : placed(entries, true)
  const marks = all.map((entry) => markOf(entry)).join('')
  const texts = all.map(({ name, x, row, dash }) => {
    const place = { x: x + (dash === null ? symbolRoom : dashRoom), y: middleOf(row) + dropOf('middle', fontSize) }
    return `<text${attributes(place)}>${escapeSvg(name)}</text>`
  })
  const words = group({ 'font-size': `${fontSize}px`, fill: theme.labelColor }, texts.join(''))
  return { svg: marks + words, height: (Math.max(...all.map(({ row }) => row)) + 1) * legendRow }
}

const middleOf = (row: number) => (row + 0.5) * legendRow

function markOf({ shape, colour, dash, x, row }: Placed): string {
  const y = middleOf(row)
  if (shape !== 'stroke') return group({ fill: colour }, symbol({ shape, x: x + 6, y, size: theme.symbolSize }))
  const dashes = dash === null || dash[1] === 0 ? null : dash.join(',')
  const length = dash === null ? symbolRoom - 4 : dashRoom - 6
  const look = {
    stroke: colour,
    'stroke-width': dash === null ? theme.symbolStrokeWidth : 2,
    'stroke-dasharray': dashes,
  }
  return `<path d="M${coordinate(x)},${coordinate(y)}h${length}"${attributes(look)}/>`
}
