import type { ActivationType, Plan, PlanBuffer, PlanNode, WeightFormat } from '../../engine/backends/plan.ts'

export interface FormatChoice {
  readonly weights: WeightFormat
  readonly kvType: Plan['model']['kvType']
  /** q8: values per scale. */
  readonly span: 0 | 32 | 128
  /** Norms and gated activations write what the linear layers read; otherwise `quantize` does. */
  readonly direct: boolean
  /** int4 weights read f32 activations. */
  readonly wide?: boolean
}

/** A plan of f32 with its matrices, the inputs of its linear layers and its KV cache in other types. */
export function planInFormat(plan: Plan, choice: FormatChoice): Plan {
  const buffers = [...plan.buffers]
  const nodes: PlanNode[] = []
  const typed = new Map<number, number>()
  const type = inputType(choice)
  const typedBuffer = (from: number): number => {
    const made = typed.get(from)
    if (made !== undefined) return made
    const q8 = { span: choice.span, zero: choice.weights === 'int4' ? 8 : 128 } as const
    const buffer = { ...(buffers[from] as PlanBuffer), type, slot: buffers.length, ...(type === 'q8' ? q8 : {}) }
    typed.set(from, buffers.push(buffer) - 1)
    return buffers.length - 1
  }
  for (const node of plan.nodes) {
    const [x = -1, ...residual] = node.in
    if (node.op !== 'linear' || type === 'f32') {
      nodes.push(node)
      continue
    }
    const writer = nodes.at(-1)
    const fresh = writer?.out[0] === x
    if (choice.direct && fresh && writer !== undefined && (writer.op === 'norm' || writer.op === 'gated')) {
      nodes[nodes.length - 1] = { ...writer, out: [typedBuffer(x)] }
    } else if (fresh) {
      nodes.push({ ...node, op: 'quantize', name: `${node.name}.input`, in: [x], out: [typedBuffer(x)], weights: [] })
    }
    nodes.push({ ...node, in: [typedBuffer(x), ...residual] })
  }
  const weights = plan.weights.map((weight) =>
    weight.layout === 'plain' ? weight : { ...weight, format: choice.weights },
  )
  return { model: { ...plan.model, kvType: choice.kvType }, weights, buffers, nodes }
}

function inputType({ weights, wide }: FormatChoice): ActivationType {
  if (weights === 'f32' || wide === true) return 'f32'
  return weights === 'bf16' ? 'bf16' : 'q8'
}
