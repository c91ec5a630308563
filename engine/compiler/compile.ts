import type { Plan } from '../backends/plan.ts'
import { EngineError } from '../engine-error.ts'
import { llamaGraph } from '../model/architectures/llama.ts'
import type { Graph } from '../model/graph.ts'
import type { ModelConfig } from '../model/model-config.ts'
import type { WeightLookup } from '../model/weights.ts'
import { lower } from './lower.ts'
import type { Placement } from './partition.ts'
import { alone, partition } from './partition.ts'
import type { Pass } from './pass.ts'
import { commonSubexpression } from './passes/common-subexpression.ts'
import { constantFolding } from './passes/constant-folding.ts'
import { deadCode } from './passes/dead-code.ts'
import { fuseBias } from './passes/fusion/fuse-bias.ts'
import { fuseGateUp } from './passes/fusion/fuse-gate-up.ts'
import { fuseGated } from './passes/fusion/fuse-gated.ts'
import { fuseQkv } from './passes/fusion/fuse-qkv.ts'
import { fuseQuantize } from './passes/fusion/fuse-quantize.ts'
import { fuseResidual } from './passes/fusion/fuse-residual.ts'
import { fuseResidualNorm } from './passes/fusion/fuse-residual-norm.ts'
import { fuseRopeKv } from './passes/fusion/fuse-rope-kv.ts'
import { lastTokenLogits } from './passes/last-token-logits.ts'
import { prepackWeights } from './passes/prepack-weights.ts'
import type { ActivationGroup, KvType, QuantName } from './quantization.ts'
import { quantizationOf } from './quantization.ts'
import { quantizeGraph } from './quantize-graph.ts'
import { splitMinima } from './split-minima.ts'

/**
 * Graph passes in the order they run. Those that look for nodes that read or write the same come first, fusions that take
 * larger pieces later; those of the residual are the last of them, because afterwards a value has several writers.
 */
export const graphPasses: readonly Pass[] = [
  constantFolding,
  commonSubexpression,
  deadCode,
  lastTokenLogits,
  fuseBias,
  fuseQkv,
  fuseGateUp,
  fuseGated,
  fuseQuantize,
  fuseRopeKv,
  fuseResidual,
  fuseResidualNorm,
  prepackWeights,
]

export const bufferLiveness = {
  name: 'buffer-liveness',
  purpose: 'lets values that do not live at the same time share memory',
} as const

/** Names that `--no-pass` takes: the graph passes, and sharing of buffers by liveness. */
export const passNames: readonly string[] = [...graphPasses.map((pass) => pass.name), bufferLiveness.name]

export interface CompileOptions {
  readonly quant: QuantName
  readonly activationGroup: ActivationGroup
  /** Null: what goes with `quant`. */
  readonly kvType: KvType | null
  readonly attention: 'flash' | 'naive'
  /** Names of passes to leave out. */
  readonly disabledPasses: readonly string[]
  readonly placement: Placement
}

export const compileDefaults: CompileOptions = {
  quant: 'f32',
  activationGroup: 32,
  kvType: null,
  attention: 'flash',
  disabledPasses: [],
  placement: alone,
}

/** The graph after one pass, or after a stage that no switch leaves out. */
export interface Stage {
  readonly name: string
  readonly purpose: string
  readonly enabled: boolean
  readonly graph: Graph
}

export interface Compilation {
  /** From the graph as written to the one that was lowered, in order. */
  readonly stages: readonly Stage[]
  readonly kvType: KvType
  readonly plan: Plan
}

/** Model to plan. Throws `EngineError('usage')` for a pass that is none. */
export function compile(config: ModelConfig, weights: WeightLookup, options: Partial<CompileOptions> = {}): Plan {
  return compileStages(config, weights, options).plan
}

/** `compile`, with the graph after every stage. */
export function compileStages(
  config: ModelConfig,
  weights: WeightLookup,
  options: Partial<CompileOptions> = {},
): Compilation {
  const chosen = { ...compileDefaults, ...options }
  for (const name of chosen.disabledPasses) {
    if (!passNames.includes(name))
      throw new EngineError('usage', `--no-pass: expected one of ${passNames.join(', ')}, got ${name}`)
  }
  const enabled = (name: string) => !chosen.disabledPasses.includes(name)
  const quantization = quantizationOf(chosen.quant, chosen.activationGroup)
  const kvType = chosen.kvType ?? quantization.kvType
  const written = partition(withAttention(llamaGraph(config, weights), chosen.attention), chosen.placement)
  const stages: Stage[] = [
    { name: 'written', purpose: 'the architecture, one node per matrix', enabled: true, graph: written },
  ]
  const add = (name: string, purpose: string, on: boolean, apply: (graph: Graph) => Graph) => {
    const { graph } = stages.at(-1) as Stage
    stages.push({ name, purpose, enabled: on, graph: on ? apply(graph) : graph })
  }
  add('quantize', `formats of weights and activations for ${chosen.quant}`, true, (graph) =>
    quantizeGraph(graph, quantization),
  )
  for (const pass of graphPasses) add(pass.name, pass.purpose, enabled(pass.name), (graph) => pass.apply(graph, config))
  if (quantization.minima) add('split-minima', 'the minima of int4 weights as a layer of their own', true, splitMinima)
  const { graph } = stages.at(-1) as Stage
  const plan = lower(graph, config, { kvType, shareBuffers: enabled(bufferLiveness.name) })
  return { stages, kvType, plan }
}

/** naive: all scores of a row at once, as the formula has it, to show what tiling attention buys. */
function withAttention(graph: Graph, attention: CompileOptions['attention']): Graph {
  if (attention === 'flash') return graph
  const nodes = graph.nodes.map((node) =>
    node.op === 'attention' ? { ...node, attrs: { ...node.attrs, naive: 1 } } : node,
  )
  return { nodes }
}
