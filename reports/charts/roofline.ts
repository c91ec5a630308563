import type { KernelRow, RooflineRows } from '../../src/report/chart-rows.ts'
import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { formatCounted, formatMs, formatNumber, formatShare } from '../format-number.ts'
import { complete, logTicks, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'roofline'
const title = 'Kernels under the roofs of the machine'
const series = { prefill: colour('blue'), decode: colour('amber') }

/** What binds each kernel, arithmetic or memory, and how far below that roof it stays. */
export function rooflineChart(model: ReportModel): Chart | OmittedChart {
  const { roofline } = model.charts
  if (roofline === null) return { id, title, omitted: 'The target tells nothing of its kernels.' }
  const rows = roofline.kernels.toSorted((a, b) => b.ms - a.ms).map((row) => ({ ...row }))
  if (!rows.some(isDrawn)) return { id, title, omitted: 'No kernel was timed.' }
  return {
    id,
    title,
    description: describe(roofline),
    thinning: null,
    columns: [
      { field: 'phase', label: 'Phase', unit: null },
      { field: 'name', label: 'Kernel', unit: null },
      { field: 'type', label: 'Type', unit: null },
      { field: 'calls', label: 'Calls', unit: null },
      { field: 'ms', label: 'Time', unit: 'ms' },
      { field: 'share', label: 'Share of phase', unit: null },
      { field: 'flopPerByte', label: 'FLOP per byte', unit: null },
      { field: 'gflopPerS', label: 'GFLOP/s', unit: null },
      { field: 'gbPerS', label: 'GB/s', unit: null },
      { field: 'boundBy', label: 'Bound by', unit: null },
      { field: 'roofShare', label: 'Share of that roof', unit: null },
      { field: 'gapMs', label: 'Gap', unit: 'ms' },
    ],
    rows,
    spec: complete({
      height: 340,
      layer: [...roofLayers(roofline), ...datasheetLayers(roofline), ...bubbleLayers(roofline)],
    }),
  }
}

const isDrawn = (row: KernelRow) => row.flopPerByte !== null && row.flopPerByte > 0 && row.gflopPerS > 0

/** Both axes, wide enough for every bubble and every roof. */
function axes({ kernels, roofs, readGBPerS, datasheet }: RooflineRows): {
  x: SpecBody
  y: SpecBody
  xs: readonly [number, number]
} {
  const drawn = kernels.filter(isDrawn)
  const promised = datasheet?.roofs ?? []
  const rates = [...drawn, ...roofs, ...promised].map(({ gflopPerS }) => gflopPerS)
  const places = [
    ...drawn.map((row) => row.flopPerByte as number),
    ...roofs.map((roof) => roof.gflopPerS / readGBPerS),
    ...promised.map((roof) => roof.gflopPerS / (datasheet?.readGBPerS ?? 1)),
  ]
  const xs = [Math.min(...places) / 2, Math.max(...places) * 4] as const
  return {
    xs,
    x: { ...logAxis(xs[0], xs[1], 'FLOP per byte'), field: 'flopPerByte' },
    y: { ...logAxis(Math.min(...rates) / 2, Math.max(...rates) * 1.6, 'GFLOP/s'), field: 'gflopPerS' },
  }
}

function logAxis(least: number, largest: number, title: string): SpecBody {
  const values = logTicks(least, largest)
  const axis = { values, tickCount: values.length, labelExpr: "format(datum.value, ',~r')", grid: true }
  return { type: 'quantitative', title, scale: { type: 'log', domain: [least, largest], nice: false }, axis }
}

/** The memory roof rises to the highest arithmetic one; each arithmetic roof begins where it meets the memory. */
function roofLayers(roofline: RooflineRows): readonly SpecBody[] {
  const line = { color: colour('grey'), strokeWidth: 1.5 }
  return layersOf(roofline, roofline, { line, text: 'muted', name: '' })
}

/** What the datasheet promises beside what was measured: dashed, and named. */
function datasheetLayers(roofline: RooflineRows): readonly SpecBody[] {
  const { datasheet } = roofline
  if (datasheet === null) return []
  const line = { color: colour('purple'), strokeWidth: 1.25, strokeDash: [5, 4] }
  return layersOf(roofline, datasheet, { line, text: 'purple', name: 'datasheet ' })
}

interface RoofLook {
  readonly line: SpecBody
  readonly text: 'muted' | 'purple'
  /** Before the names of the roofs. */
  readonly name: string
}

/** One set of roofs in the axes of all. */
function layersOf(
  roofline: RooflineRows,
  { roofs, readGBPerS }: Pick<RooflineRows, 'roofs' | 'readGBPerS'>,
  look: RoofLook,
): readonly SpecBody[] {
  const { x, y, xs } = axes(roofline)
  const top = Math.max(...roofs.map((roof) => roof.gflopPerS))
  const line = (name: string, points: readonly (readonly [number, number])[]) =>
    points.map(([flopPerByte, gflopPerS]) => ({ name, flopPerByte, gflopPerS }))
  const floor = (y['scale'] as { domain: readonly [number, number] }).domain[0]
  const from = Math.max(xs[0], floor / readGBPerS)
  const lines = [
    ...line('read', [
      [from, from * readGBPerS],
      [top / readGBPerS, top],
    ]),
    ...roofs.flatMap(({ type, gflopPerS }) =>
      line(type, [
        [gflopPerS / readGBPerS, gflopPerS],
        [xs[1], gflopPerS],
      ]),
    ),
  ]
  const labels = roofs.map(({ type, gflopPerS }) => {
    return { flopPerByte: xs[1], gflopPerS, text: `${look.name}${type} ${formatNumber(gflopPerS)} GFLOP/s` }
  })
  const slope = [
    { flopPerByte: from, gflopPerS: from * readGBPerS, text: `${look.name}memory ${formatNumber(readGBPerS)} GB/s` },
  ]
  const text = { type: 'text', baseline: 'bottom', color: colour(look.text) }
  const encoding = { x, y, text: { field: 'text' } }
  return [
    {
      data: { values: lines },
      mark: { type: 'line', ...look.line },
      encoding: { x, y, detail: { field: 'name' } },
    },
    { data: { values: labels }, mark: { ...text, align: 'right', dx: -2, dy: -3 }, encoding },
    { data: { values: slope }, mark: { ...text, baseline: 'top', align: 'left', dx: 30, dy: 4 }, encoding },
  ]
}

/** Area by time; the longest kernel of each phase is named. */
function bubbleLayers(roofline: RooflineRows): readonly SpecBody[] {
  const { x, y } = axes(roofline)
  const named = ['prefill', 'decode'].flatMap(
    (phase) => roofline.kernels.find((row) => row.phase === phase && isDrawn(row)) ?? [],
  )
  const tooltip = [
    { field: 'name', title: 'kernel' },
    { field: 'phase', title: 'phase' },
    { field: 'type', title: 'type' },
    tip('ms', 'time (ms)'),
    { field: 'share', title: 'share of phase', format: '.1%' },
    tip('gflopPerS', 'GFLOP/s'),
    tip('gbPerS', 'GB/s'),
    { field: 'boundBy', title: 'bound by' },
    { field: 'roofShare', title: 'share of that roof', format: '.1%' },
  ]
  const size = { field: 'ms', type: 'quantitative', scale: { range: [16, 1400], domainMin: 0 }, legend: null }
  const color = { field: 'phase', ...seriesColour(series, { symbolType: 'circle', symbolOpacity: 1 }) }
  const label = { type: 'text', align: 'right', dx: -14, dy: 14, color: colour('ink'), fontWeight: 600 }
  return [
    {
      mark: { type: 'point', shape: 'circle', opacity: 0.7, stroke: colour('paper'), strokeWidth: 1 },
      transform: [{ filter: 'datum.flopPerByte > 0 && datum.gflopPerS > 0' }],
      encoding: { x, y, size, color, tooltip },
    },
    { data: { values: named.map((row) => ({ ...row })) }, mark: label, encoding: { x, y, text: { field: 'name' } } },
  ]
}

function describe({
  kernels,
  roofs,
  readGBPerS,
  isa,
  threads,
  measuredAt,
  disturbed,
  datasheet,
}: RooflineRows): string {
  const arithmetic = roofs.map(({ type, gflopPerS }) => `${type} ${formatNumber(gflopPerS)}`).join(', ')
  const roofText = `${arithmetic} GFLOP/s and ${formatNumber(readGBPerS)} GB/s of streaming reads, measured on ${formatCounted(threads, 'thread')} with ${isa} on ${measuredAt.slice(0, 10)}${disturbed ? ', while other programs had a part of the machine, so too low' : ''}`
  const phases = (['prefill', 'decode'] as const).flatMap((phase) => {
    const first = kernels.find((row) => row.phase === phase)
    if (first === undefined) return []
    const { name, ms, share, roofShare, boundBy } = first
    return [
      `${phase}: ${name} takes ${formatMs(ms)} (${formatShare(share)}) at ${formatShare(roofShare)} of what ${boundBy === 'memory' ? 'memory' : 'arithmetic'} allows`,
    ]
  })
  return `Each bubble is a kernel in one phase, all layers together; its area is its time. Right is more arithmetic per byte, up is faster; the roof above a bubble is what binds it, the distance to it what is left. Roofs: ${roofText}.${datasheetText(datasheet)} Longest, ${phases.join('; ')}. Kernels without arithmetic are in the table only; shares above 100 % had their bytes in a cache. Both axes are logarithmic.`
}

/** Peaks of a vendor are upper bounds that no kernel reaches, and of the device that the run names, whatever ran the kernels. */
function datasheetText(datasheet: RooflineRows['datasheet']): string {
  if (datasheet === null) return ''
  const { name, roofs, readGBPerS, source } = datasheet
  const arithmetic = roofs.map(({ type, gflopPerS }) => `${type} ${formatNumber(gflopPerS)}`).join(', ')
  return ` Dashed: ${name}, the hardware that the workload names, by its datasheet (${source}): ${arithmetic} GFLOP/s and ${formatNumber(readGBPerS)} GB/s.`
}
