/** Memory of activations as a plan lays them out: a slot holds its largest buffer for the most rows a step may have. */
import type { Plan, PlanBuffer } from '../backends/plan.ts'
import type { ValueType } from '../model/graph.ts'
import { rowStrideBytes } from './row-bytes.ts'

/** Bytes of a row of each kind, all slots together: what sharing buffers saves. */
export interface ActivationMemory {
  readonly bytesPerToken: number
  readonly bytesPerLogitsRow: number
}

/** The slots of `plan`; with `shared` off, every buffer by itself, as without buffer-liveness. */
export function activationMemory(plan: Plan, shared = true): ActivationMemory {
  const slots = new Map<number, { rows: PlanBuffer['rows']; bytes: number }>()
  plan.buffers.forEach((buffer, index) => {
    const key = shared ? buffer.slot : index
    const bytes = rowStrideBytes(buffer.cols, typeOf(buffer))
    slots.set(key, { rows: buffer.rows, bytes: Math.max(bytes, slots.get(key)?.bytes ?? 0) })
  })
  const sum = (rows: PlanBuffer['rows']) =>
    [...slots.values()].reduce((total, slot) => total + (slot.rows === rows ? slot.bytes : 0), 0)
  return { bytesPerToken: sum('tokens'), bytesPerLogitsRow: sum('logits') }
}

function typeOf({ type, span, zero }: PlanBuffer): ValueType {
  return type === 'q8' ? { kind: 'q8', span: span ?? 0, zero: zero ?? 8 } : { kind: type }
}
