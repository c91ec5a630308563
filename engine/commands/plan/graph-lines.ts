/**
 * A graph in a few lines: operations in order, one line per group of layers that are alike. A word is the operation, the
 * format of its matrix in brackets, what its epilogue adds, and the type it writes where that is not f32:
 * `linear[int4]+residual`, `norm>q8`.
 */
import type { Graph, GraphNode } from '../../model/graph.ts'

export interface GraphLine {
  /** `input`, `layers.0..15`, `output`. */
  readonly part: string
  readonly words: readonly string[]
}

/** The parts of a graph in order. */
export function graphLines(graph: Graph): readonly GraphLine[] {
  const lines: { first: number | null; last: number | null; words: string[] }[] = []
  for (const node of graph.nodes) {
    const layer = layerOf(node.name)
    const open = lines.at(-1)
    if (open === undefined || open.first !== layer) lines.push({ first: layer, last: layer, words: [wordOf(node)] })
    else open.words.push(wordOf(node))
  }
  const folded: typeof lines = []
  for (const line of lines) {
    const above = folded.at(-1)
    const alike = above !== undefined && above.first !== null && line.first !== null && same(above.words, line.words)
    if (alike) above.last = line.last
    else folded.push(line)
  }
  return folded.map(({ first, last, words }, i) => ({ part: partName(first, last, i === 0), words }))
}

/** The layer in a node's name, or null. */
export function layerOf(name: string): number | null {
  const match = /^layers\.(\d+)\./.exec(name)
  return match === null ? null : Number(match[1])
}

/** `layers.0..15` for a range of layers. */
export function layersName(first: number, last: number): string {
  return first === last ? `layers.${first}` : `layers.${first}..${last}`
}

function partName(first: number | null, last: number | null, atStart: boolean): string {
  if (first !== null && last !== null) return layersName(first, last)
  return atStart ? 'input' : 'output'
}

function wordOf({ op, inputs, output, weights }: GraphNode): string {
  const matrix = weights.find(({ layout }) => layout !== 'plain')
  const minima = op === 'linear_minima'
  const linear = op === 'linear' || minima
  const type = output?.type.kind ?? 'f32'
  return [
    op,
    matrix === undefined ? '' : `[${minima ? 'f32' : matrix.format}]`,
    linear && weights.length > 1 ? '+bias' : '',
    linear && inputs.length > 1 ? '+residual' : '',
    op === 'add' && weights.length > 0 ? '[bias]' : '',
    type === 'f32' ? '' : `>${type}`,
  ].join('')
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i])
}
