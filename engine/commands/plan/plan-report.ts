import type { Plan, PlanNode, PlanWeight } from '../../backends/plan.ts'
import type { ActivationMemory } from '../../compiler/activation-memory.ts'
import { activationMemory } from '../../compiler/activation-memory.ts'
import type { Compilation, Stage } from '../../compiler/compile.ts'
import { bufferLiveness } from '../../compiler/compile.ts'
import type { StepSizes } from '../../compiler/cost.ts'
import { costOf } from '../../compiler/cost.ts'
import { minimumValueBytes, weightValueBytes } from '../../compiler/row-bytes.ts'
import type { Graph } from '../../model/graph.ts'
import type { Model } from '../../model/model.ts'
import { kvBytesPerToken, parameterCount } from '../../model/model-config.ts'
import type { EngineOptions } from '../../runtime/setup/engine-options.ts'
import type { GraphLine } from './graph-lines.ts'
import { graphLines } from './graph-lines.ts'

/** One step that costs are told for. */
export interface NamedStep {
  /** `prefill 512` or `decode 8 x 1024`. */
  readonly name: string
  readonly sizes: StepSizes
}

/** FLOP and bytes of a node in one step; intensity is FLOP per byte, null where nothing moves. */
export interface NodeCost {
  readonly flops: number
  readonly bytes: number
  readonly intensity: number | null
}

/** `engine plan` as data; the JSON document. */
export interface PlanReport {
  readonly version: 1
  readonly model: { readonly name: string; readonly parameters: number }
  readonly quant: string
  readonly activationGroup: number
  readonly kvCacheDtype: string
  readonly passes: readonly PassReport[]
  readonly plan: readonly PlannedNode[]
  readonly steps: readonly { readonly name: string; readonly total: NodeCost }[]
  readonly memory: {
    readonly weightBytes: number
    readonly kvBytesPerToken: number
    readonly activations: ActivationMemory
    readonly activationsWithoutLiveness: ActivationMemory
  }
}

export interface PassReport {
  readonly name: string
  readonly purpose: string
  readonly enabled: boolean
  /** Whether the graph after it is another than before. */
  readonly changed: boolean
  readonly nodes: number
  /** The graph after it, layers that are alike told once. */
  readonly graph: readonly GraphLine[]
}

export interface PlannedNode {
  readonly name: string
  readonly op: PlanNode['op']
  readonly rows: 'tokens' | 'logits'
  /** Columns and types of what it reads and writes. */
  readonly in: readonly string[]
  readonly out: readonly string[]
  readonly weights: readonly string[]
  /** In the order of `steps`. */
  readonly costs: readonly NodeCost[]
}

/** What `engine plan` says of a compiled model. */
export function planReport(
  model: Model,
  options: EngineOptions,
  { stages, plan, kvType }: Compilation,
  steps: readonly NamedStep[],
): PlanReport {
  const shared = !options.disabledPasses.includes(bufferLiveness.name)
  const passes = stages.map((stage, at) => passReport(stage, stages[at - 1]))
  const liveness = {
    ...bufferLiveness,
    enabled: shared,
    changed: shared,
    nodes: plan.nodes.length,
    graph: passes.at(-1)?.graph ?? [],
  }
  return {
    version: 1,
    model: { name: model.name, parameters: parameterCount(model.config) },
    quant: options.quant,
    activationGroup: options.activationGroup,
    kvCacheDtype: kvType,
    passes: [...passes, liveness],
    plan: plan.nodes.map((node) => plannedNode(node, plan, steps)),
    steps: steps.map(({ name, sizes }) => ({ name, total: totalOf(plan, sizes) })),
    memory: {
      weightBytes: plan.weights.reduce((bytes, weight) => bytes + weightBytes(weight), 0),
      kvBytesPerToken: kvBytesPerToken(model.config, kvType),
      activations: activationMemory(plan),
      activationsWithoutLiveness: activationMemory(plan, false),
    },
  }
}

function passReport({ name, purpose, enabled, graph }: Stage, before: Stage | undefined): PassReport {
  const changed = before === undefined || structure(before.graph) !== structure(graph)
  return { name, purpose, enabled, changed, nodes: graph.nodes.length, graph: graphLines(graph) }
}

/** Everything that tells two graphs apart but the numbers inside weights. */
function structure({ nodes }: Graph): string {
  const described = nodes.map(({ op, name, inputs, output, weights, attrs }) => [
    [op, name, attrs],
    inputs.map((input) => input.name),
    output,
    weights.map((weight) => [weight.name, weight.format, weight.minima, weight.layout]),
  ])
  return JSON.stringify(described)
}

function plannedNode(node: PlanNode, plan: Plan, steps: readonly NamedStep[]): PlannedNode {
  const shape = (index: number) => {
    const { cols = 0, type = 'f32' } = plan.buffers[index] ?? {}
    return `${cols} ${type}`
  }
  const weightShape = (index: number) => {
    const { rows = 0, cols = 0, format = 'f32', minima = false, layout } = plan.weights[index] ?? {}
    return `${rows}x${cols} ${format}${minima ? ' with minima' : ''}${layout === 'unpacked' ? ', packed in each step' : ''}`
  }
  return {
    name: node.name,
    op: node.op,
    rows: plan.buffers[node.out[0] ?? node.in[0] ?? -1]?.rows ?? 'tokens',
    in: node.in.map(shape),
    out: node.out.map(shape),
    weights: node.weights.map(weightShape),
    costs: steps.map(({ sizes }) => nodeCost(costOf(node.flops, sizes), costOf(node.bytes, sizes))),
  }
}

function totalOf(plan: Plan, sizes: StepSizes): NodeCost {
  const sum = (kind: 'flops' | 'bytes') => plan.nodes.reduce((total, node) => total + costOf(node[kind], sizes), 0)
  return nodeCost(sum('flops'), sum('bytes'))
}

function nodeCost(flops: number, bytes: number): NodeCost {
  return { flops, bytes, intensity: bytes === 0 ? null : flops / bytes }
}

function weightBytes({ rows, cols, layout, format, minima }: PlanWeight): number {
  if (layout === 'unpacked') return rows * cols * weightValueBytes.f32
  const stored = layout === 'packed16' ? Math.ceil(rows / 16) * 16 : rows
  return stored * cols * (weightValueBytes[format] + (minima === true ? minimumValueBytes : 0))
}
