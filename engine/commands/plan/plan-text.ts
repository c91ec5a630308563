import type { GraphLine } from './graph-lines.ts'
import { layerOf, layersName } from './graph-lines.ts'
import type { NodeCost, PassReport, PlannedNode, PlanReport } from './plan-report.ts'

const lineColumns = 120
const partColumns = 16

/** `engine plan` for people. */
export function planText(report: PlanReport): string {
  const { model, quant, kvCacheDtype, activationGroup, passes, plan } = report
  const group = activationGroup === 0 ? 'row' : `${activationGroup} values`
  const integers = plan.some(({ in: inputs }) => inputs.some((input) => input.endsWith(' q8')))
  const scales = integers ? `, a scale per ${group} of activations` : ''
  return [
    `${model.name}: ${count(model.parameters)} parameters, ${quant}${scales}, ${kvCacheDtype} KV cache`,
    '',
    ...passes.flatMap((pass, at) => passLines(pass, passes[at - 1])),
    '',
    ...planLines(report),
    '',
    ...memoryLines(report),
  ].join('\n')
}

function passLines({ name, purpose, enabled, changed, nodes, graph }: PassReport, before?: PassReport): string[] {
  const title = `${name}: ${purpose}`
  if (!enabled) return [`${title}: off`]
  if (!changed) return [`${title}: nothing to do`]
  if (name === 'buffer-liveness') return [`${title}: see the activation memory below`]
  if (JSON.stringify(before?.graph) === JSON.stringify(graph)) return [`${title}: the same operations share more`]
  return [`${title}: ${nodes} nodes`, ...graph.flatMap(wrapped)]
}

function wrapped({ part, words }: GraphLine): string[] {
  const lines: string[] = []
  let line = `  ${part.padEnd(partColumns - 1)}`
  for (const word of words) {
    if (line.length + 1 + word.length > lineColumns) {
      lines.push(line)
      line = ' '.repeat(partColumns + 1)
    }
    line += ` ${word}`
  }
  return [...lines, line]
}

function planLines({ plan, steps }: PlanReport): string[] {
  const head = [
    'node',
    'operation',
    'reads',
    'weights',
    'writes',
    ...steps.flatMap(() => ['FLOP', 'bytes', 'FLOP/byte']),
  ]
  const rows = folded(plan).map(({ name, node }) => [
    name,
    node.rows === 'logits' ? `${node.op} (wanted rows)` : node.op,
    node.in.join(', '),
    node.weights.join(', '),
    node.out.join(', '),
    ...node.costs.flatMap(costCells),
  ])
  const total = ['one step', '', '', '', '', ...steps.flatMap((step) => costCells(step.total))]
  const names = steps.map(({ name }) => name).join(', then ')
  return [`plan: what each node computes and moves in one step: ${names}`, ...columns([head, ...rows, total])]
}

/** Layers of one plan that are alike in all but their number, told once: the costs are those of one layer. */
function folded(plan: readonly PlannedNode[]): readonly { name: string; node: PlannedNode }[] {
  const layers: { first: number; last: number; nodes: PlannedNode[] }[] = []
  const parts: (PlannedNode | (typeof layers)[number])[] = []
  for (const node of plan) {
    const layer = layerOf(node.name)
    const open = layers.at(-1)
    if (layer === null) parts.push(node)
    else if (open !== undefined && open.first === layer) open.nodes.push(node)
    else {
      layers.push({ first: layer, last: layer, nodes: [node] })
      parts.push(layers.at(-1) as (typeof layers)[number])
    }
  }
  const kept: typeof parts = []
  for (const part of parts) {
    const above = kept.at(-1)
    const alike = above !== undefined && 'nodes' in above && 'nodes' in part && look(above.nodes) === look(part.nodes)
    if (alike) above.last = part.last
    else kept.push(part)
  }
  return kept.flatMap((part) => {
    if (!('nodes' in part)) return [{ name: part.name, node: part }]
    const { first, last, nodes } = part
    return nodes.map((node) => ({ name: node.name.replace(/^layers\.\d+/, layersName(first, last)), node }))
  })
}

function look(nodes: readonly PlannedNode[]): string {
  return JSON.stringify(nodes.map((node) => ({ ...node, name: node.name.replace(/^layers\.\d+/, '') })))
}

function memoryLines({ memory }: PlanReport): string[] {
  const { activations, activationsWithoutLiveness: apart } = memory
  const scratch = (what: { bytesPerToken: number; bytesPerLogitsRow: number }) =>
    `${bytes(what.bytesPerToken)} per token of a step and ${bytes(what.bytesPerLogitsRow)} per wanted row`
  return [
    `weights      ${bytes(memory.weightBytes)}`,
    `KV cache     ${bytes(memory.kvBytesPerToken)} per token of context`,
    `activations  ${scratch(activations)}; ${scratch(apart)} if no buffers were shared`,
  ]
}

function costCells({ flops, bytes: moved, intensity }: NodeCost): string[] {
  return [count(flops), bytes(moved), intensity === null ? '' : intensity.toPrecision(3)]
}

/** Cells to columns; text to the left, numbers of the costs to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const textColumns = 5
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i < textColumns ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

const countUnits = ['', ' k', ' M', ' G', ' T'] as const
const byteUnits = [' B', ' KiB', ' MiB', ' GiB', ' TiB'] as const
const thousand = 1000
const kibi = 1024

const count = (value: number) => scaled(value, thousand, countUnits)
const bytes = (value: number) => scaled(value, kibi, byteUnits)

function scaled(value: number, step: number, units: readonly string[]): string {
  let shown = value
  let unit = 0
  while (shown >= step && unit < units.length - 1) {
    shown /= step
    unit++
  }
  return `${unit === 0 ? Math.round(shown) : shown.toFixed(shown < 10 ? 2 : shown < 100 ? 1 : 0)}${units[unit]}`
}
