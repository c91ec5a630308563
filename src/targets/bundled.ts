import { fileURLToPath } from 'node:url'
import type { EngineTargetPlan as EnginePlan } from '../workload/run-plan.ts'
import { chooseTokenizer } from './choose-tokenizer.ts'
import { type EngineProcess, type EngineStart, startEngine } from './engine-process.ts'
import { readEngineWork } from './kernel-report.ts'
import { servedModels } from './served-models.ts'
import type { Target, TargetContext } from './target.ts'

/** The engine's main file: beside the harness in the built package; sources use what is built. */
const entry = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/engine/main.js' : '../../engine/main.js', import.meta.url),
)

/** Starts the bundled engine for one run. Errors: `engine.*`, `interrupted`. */
export async function openBundled(
  plan: EnginePlan,
  context: TargetContext,
  from: Partial<EngineStart> = {},
): Promise<Target> {
  const what = `engine with ${plan.model}`
  const engine = await startEngine({ entry, args: engineArgs(plan), what, context, ...from })
  try {
    return await asTarget(plan, engine, context)
  } catch (error) {
    await engine.stop()
    throw error
  }
}

async function asTarget(plan: EnginePlan, engine: EngineProcess, { signal, cwd }: TargetContext): Promise<Target> {
  const baseUrl = `${engine.origin}/v1`
  const { models } = await servedModels({ baseUrl, headers: {}, apiKeyEnv: null, named: false, signal })
  const [served] = models
  if (served === undefined) throw new Error(`the engine at ${engine.origin} names no model`)
  const tokenizer = await chooseTokenizer({ plan: null, baseUrl, model: served.id, headers: {}, cwd })
  return {
    facts: {
      kind: 'engine',
      url: baseUrl,
      model: served.id,
      facts: { ...served.facts, ...settings(plan) },
      tokenizer: { name: tokenizer.name, fidelity: tokenizer.fidelity },
    },
    ...{ baseUrl, model: served.id, headers: {}, tokenizer, contextTokens: served.contextTokens },
    logPath: engine.logPath,
    readWork: (signal) => readEngineWork(engine.origin, signal),
    close: () => engine.stop(),
  }
}

const flagOf = {
  quant: '--quant',
  activationGroup: '--activation-group',
  threads: '--threads',
  isa: '--isa',
  maxBatch: '--max-batch',
  maxStepTokens: '--max-step-tokens',
  contextLength: '--context-length',
  kvCacheDtype: '--kv-cache-dtype',
  kvLayout: '--kv-layout',
  attention: '--attention',
} as const

/** Arguments of `engine/main.js` for a plan; what the plan leaves open is the engine's to choose. */
export function engineArgs(plan: EnginePlan): string[] {
  const flags = Object.entries(flagOf).flatMap(([name, flag]) => {
    const value = plan[name as keyof typeof flagOf]
    return value === null ? [] : [flag, String(value)]
  })
  const switches = [
    ...(plan.kvCacheBytes === null ? [] : ['--kv-cache', `${plan.kvCacheBytes}B`]),
    ...(plan.pinThreads === true ? ['--pin-threads'] : []),
    ...(plan.tiling === false ? ['--no-tiling'] : []),
    ...(plan.timing === false ? ['--no-timing'] : []),
    ...plan.withoutPasses.flatMap((pass) => ['--no-pass', pass]),
  ]
  return ['serve', '--model', plan.model, '--port', '0', '--host', '127.0.0.1', '--peaks', ...flags, ...switches]
}

/** What the workload set, for the run's facts. */
function settings(plan: EnginePlan): Record<string, string | number | boolean> {
  const { kind: _kind, model: _model, withoutPasses, ...rest } = plan
  const set = Object.entries(rest).filter((entry): entry is [string, string | number | boolean] => entry[1] !== null)
  return { ...Object.fromEntries(set), ...(withoutPasses.length > 0 && { withoutPasses: withoutPasses.join(', ') }) }
}
