/**
 * Which values may share memory. A value lives from the first node that writes it to the last that reads or writes it.
 * Walking the nodes in order, a value takes the smallest free slot of its row kind that holds it, else the largest free
 * one (which grows), else a new one; slots return after the node that used their value last, so a node never writes where
 * it reads, except values it updates in place, which are one value. Sizes are bytes of a row in the value's type.
 */
import type { Graph, GraphValue } from '../model/graph.ts'
import { rowStrideBytes } from './row-bytes.ts'

interface Slot {
  readonly rows: GraphValue['rows']
  rowBytes: number
  free: boolean
}

/** Slot of each value, numbered from 0. With `share` off every value has its own. */
export function assignSlots(graph: Graph, share: boolean): ReadonlyMap<GraphValue, number> {
  const last = lastUses(graph)
  const slots = new Map<GraphValue, number>()
  const sizes: Slot[] = []
  graph.nodes.forEach((node, at) => {
    if (node.output !== null && !slots.has(node.output)) slots.set(node.output, takeSlot(sizes, node.output))
    if (!share) return
    for (const value of new Set([...node.inputs, node.output])) {
      if (value === null || last.get(value) !== at) continue
      const slot = sizes[slots.get(value) ?? -1]
      if (slot !== undefined) slot.free = true
    }
  })
  return slots
}

function lastUses(graph: Graph): ReadonlyMap<GraphValue, number> {
  const last = new Map<GraphValue, number>()
  graph.nodes.forEach((node, at) => {
    for (const value of node.inputs) last.set(value, at)
    if (node.output !== null) last.set(node.output, at)
  })
  return last
}

function takeSlot(sizes: Slot[], value: GraphValue): number {
  const rowBytes = rowStrideBytes(value.cols, value.type)
  let best = -1
  sizes.forEach((slot, index) => {
    if (!slot.free || slot.rows !== value.rows) return
    const chosen = sizes[best]
    if (chosen === undefined || better(slot.rowBytes, chosen.rowBytes, rowBytes)) best = index
  })
  const slot = sizes[best]
  if (slot === undefined) return sizes.push({ rows: value.rows, rowBytes, free: false }) - 1
  slot.free = false
  slot.rowBytes = Math.max(slot.rowBytes, rowBytes)
  return best
}

/** Smallest that fits; where none fits, the largest. */
function better(bytes: number, than: number, wanted: number): boolean {
  if (bytes >= wanted && than >= wanted) return bytes < than
  return bytes > than
}
