import type { Cost, Plan, PlanNode } from '../../backends/plan.ts'
import type { StepPhase } from '../../backends/backend.ts'
import { costOf, type StepSizes } from '../../compiler/cost.ts'
import type { KernelTotals, PhaseReport } from '../../telemetry/kernel-report.ts'
import type { ComputeType } from '../../telemetry/peaks/machine-peaks.ts'
import type { PhaseSums } from './phase-sums.ts'

/** What one phase did: sizes and times summed over its steps, the plan's nodes folded over their layers. */
export function phaseReport(plan: Plan, sums: PhaseSums, counters: Float64Array): PhaseReport {
  return {
    steps: sums.steps,
    tokens: sums.ran.tokens,
    stepNs: sums.ns,
    modelFlops: plan.nodes.reduce((total, node) => total + costOver(node.flops, sums.steps, sums.needed), 0),
    movedBytes: movedBytes(plan, sums.steps, sums.ran),
    kernels: foldKernels(plan, sums, counters),
  }
}

/** FLOP or bytes of `steps` steps whose sizes add up to `sizes`. */
export function costOver(cost: Cost, steps: number, sizes: StepSizes): number {
  return costOf({ ...cost, fixed: 0 }, sizes) + (cost.fixed ?? 0) * steps
}

/**
 * What MBU counts, for `steps` steps whose sizes add up to `ran`: weights once per step; keys and values of every context
 * read, those of new tokens written.
 */
export function movedBytes({ nodes }: Plan, steps: number, ran: StepSizes): number {
  return nodes.reduce((total, { op, bytes }) => {
    const weights = (bytes.fixed ?? 0) * steps
    const cached = op === 'attention' ? (bytes.perContextToken ?? 0) * (ran.contextTokens + ran.tokens) : 0
    return total + weights + cached
  }, 0)
}

/** `counters`: calls and ns of each node, in pairs, as `ExecutableModel.counters` has them. */
function foldKernels(plan: Plan, sums: PhaseSums, counters: Float64Array): readonly KernelTotals[] {
  const kernels = new Map<string, { -readonly [K in keyof KernelTotals]: KernelTotals[K] }>()
  plan.nodes.forEach((node, i) => {
    const name = withoutLayer(node.name)
    const key = `${node.op} ${name}`
    const kernel = kernels.get(key) ?? {
      ...{ name, op: node.op, type: computeType(plan, node) },
      ...{ calls: 0, ns: 0, flops: 0, bytes: 0 },
    }
    kernel.calls += counters[2 * i] ?? 0
    kernel.ns += counters[2 * i + 1] ?? 0
    kernel.flops += costOver(node.flops, sums.steps, sums.ran)
    kernel.bytes += costOver(node.bytes, sums.steps, sums.ran)
    kernels.set(key, kernel)
  })
  return [...kernels.values()]
}

/** `layers.3.attention.qkv` to `attention.qkv`. */
export function withoutLayer(name: string): string {
  return name.replace(/^layers\.\d+\./, '')
}

/** What the arithmetic of a node runs on: linears on the type of their input rows, attention on that of keys and values. */
export function computeType({ buffers, model }: Plan, node: PlanNode): ComputeType {
  if (node.op === 'attention') return model.kvType === 'f32' ? 'f32' : 'bf16'
  if (node.op !== 'linear' && node.op !== 'linear_gated') return 'f32'
  const type = buffers[node.in[0] ?? -1]?.type
  return type === 'q8' ? 'int8' : (type ?? 'f32')
}

/** The phase that a step of so many tokens in so many sequences belongs to. */
export function phaseOf(tokens: number, sequences: number): StepPhase {
  return tokens === sequences ? 'decode' : 'prefill'
}
