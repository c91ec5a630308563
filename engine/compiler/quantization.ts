import type { PlanModel, WeightFormat } from '../backends/plan.ts'
import { EngineError } from '../engine-error.ts'
import type { ValueType } from '../model/graph.ts'
import { f32 } from '../model/graph.ts'

/** What `--quant` takes: how matrices are stored, and what the linears that read them compute with. */
export const quantNames = ['f32', 'bf16', 'int8', 'int4', 'int4-a16', 'int4-asym', 'int4-asym-a16'] as const
export type QuantName = (typeof quantNames)[number]

/** What `--kv-cache-dtype` takes. */
export const kvTypes = ['f32', 'bf16', 'int8'] as const
export type KvType = PlanModel['kvType']

/** Values of an activation row that share a scale; 0: the whole row. */
export type ActivationGroup = 0 | 32 | 128

export interface Quantization {
  readonly weights: WeightFormat
  /** int4 with a minimum per group (Q4_1, AWQ, GPTQ) instead of symmetric (Q4_0). */
  readonly minima: boolean
  /** What the linears read. */
  readonly activations: ValueType
  /** Of the KV cache, unless it is told. */
  readonly kvType: KvType
}

/** The formats behind a name. Integer weights meet q8 activations, whose zero point is that of the unsigned weights. */
export function quantizationOf(name: QuantName, group: ActivationGroup): Quantization {
  const int4 = {
    weights: 'int4',
    minima: false,
    activations: { kind: 'q8', span: group, zero: 8 },
    kvType: 'bf16',
  } as const
  switch (name) {
    case 'f32':
      return { weights: 'f32', minima: false, activations: f32, kvType: 'f32' }
    case 'bf16':
      return { weights: 'bf16', minima: false, activations: { kind: 'bf16' }, kvType: 'bf16' }
    case 'int8':
      return { weights: 'int8', minima: false, activations: { kind: 'q8', span: group, zero: 128 }, kvType: 'bf16' }
    case 'int4':
      return int4
    case 'int4-a16':
      return { ...int4, activations: f32 }
    case 'int4-asym':
      return { ...int4, minima: true }
    case 'int4-asym-a16':
      return { ...int4, minima: true, activations: f32 }
  }
}

/** One of `names`, or `EngineError('usage')` that names the flag. */
export function oneOf<Name extends string>(flag: string, names: readonly Name[], got: string): Name {
  const found = names.find((name) => name === got)
  if (found !== undefined) return found
  throw new EngineError('usage', `${flag}: expected one of ${names.join(', ')}, got ${got}`)
}
