import type { Plan } from '../backends/plan.ts'
import { EngineError } from '../engine-error.ts'
import { llamaGraph } from '../model/architectures/llama.ts'
import type { ModelConfig } from '../model/model-config.ts'
import type { WeightLookup } from '../model/weights.ts'
import { lower } from './lower.ts'
import type { Pass } from './pass.ts'
import { fuseResidual } from './passes/fuse-residual.ts'
import { fuseRopeKv } from './passes/fuse-rope-kv.ts'
import { lastTokenLogits } from './passes/last-token-logits.ts'
import { fuseGateUp, fuseQkv } from './passes/stack-linears.ts'

/** Graph passes in the order they run. `last-token-logits` comes first: it wants the graph before values are updated in place. */
export const graphPasses: readonly Pass[] = [lastTokenLogits, fuseQkv, fuseGateUp, fuseRopeKv, fuseResidual]

const liveness = 'buffer-liveness'

/** Names that `--no-pass` takes: the graph passes, and sharing of buffers by liveness. */
export const passNames: readonly string[] = [...graphPasses.map((pass) => pass.name), liveness]

/** Model to plan. `disabled` names passes to leave out; throws `EngineError('usage')` for a name that is none. */
export function compile(config: ModelConfig, weights: WeightLookup, disabled: readonly string[] = []): Plan {
  for (const name of disabled) {
    if (!passNames.includes(name))
      throw new EngineError('usage', `--no-pass: expected one of ${passNames.join(', ')}, got ${name}`)
  }
  const passes = graphPasses.filter((pass) => !disabled.includes(pass.name))
  const graph = passes.reduce((before, pass) => pass.apply(before), llamaGraph(config, weights))
  return lower(graph, config, { shareBuffers: !disabled.includes(liveness) })
}
