/** The optimisations, one after another: each rung is the one before it with one switch turned. */
import type { KvType, QuantName } from '../../engine/compiler/quantization.ts'
import type { EngineOptions } from '../../engine/runtime/setup/engine-options.ts'
import { engineDefaults } from '../../engine/runtime/setup/engine-options.ts'

/** What a rung may turn. */
export type LadderOptions = EngineOptions & { readonly kvCacheType: KvType; readonly isa: string }

export interface Rung {
  readonly name: string
  readonly options: LadderOptions
}

/** What this machine and engine offer. */
export interface LadderFacts {
  readonly model: string
  /** Best first, `scalar` last. */
  readonly isas: readonly string[]
  readonly passNames: readonly string[]
  readonly threads: number
}

type Turn = readonly [name: string, change: (options: LadderOptions) => Partial<LadderOptions>]

/** Folds quantisation into the kernel before it: nothing to fold before there are integer activations. */
const passOfIntegers = 'fuse-quantize'

/** Stays on: without it every step packs all weights anew, which no plain engine does either. */
const passOfLoading = 'prepack-weights'

/** Leaves nothing to do for a pass that comes after it in the compiler; that one goes first here, to show what it buys. */
const leavesNothing = { pass: 'fuse-residual', to: 'fuse-residual-norm' } as const

/** The plain engine first, the full one last. */
export function ladderRungs(facts: LadderFacts): readonly Rung[] {
  const rungs: Rung[] = [{ name: 'plain: scalar, one thread, f32', options: plainOptions(facts) }]
  for (const [name, change] of turns(facts)) {
    const before = (rungs.at(-1) as Rung).options
    rungs.push({ name, options: { ...before, ...change(before) } })
  }
  return rungs
}

function turns({ isas, passNames, threads }: LadderFacts): readonly Turn[] {
  const best = isas[0] ?? 'scalar'
  const floatIsas = isas.filter((isa) => isa !== 'scalar' && !/vnni|bf16/.test(isa)).toReversed()
  return [
    ...floatIsas.map((isa): Turn => [`vectors: ${isa}`, () => ({ isa })]),
    ['register tiles', () => ({ tiling: true })],
    ['flash attention', () => ({ attention: 'flash' })],
    ['paged KV', () => ({ kvLayout: 'paged' })],
    ...climbed(passNames)
      .filter((pass) => pass !== passOfIntegers && pass !== passOfLoading)
      .map((pass): Turn => [`pass ${pass}`, (before) => without(before, pass)]),
    ...(threads > 1 ? [[`${threads} threads`, () => ({ threads })] as const] : []),
    weights('bf16'),
    ...(floatIsas.includes(best) ? [] : [[`dot products: ${best}`, () => ({ isa: best })] as const]),
    weights('int8'),
    ...(passNames.includes(passOfIntegers)
      ? [[`pass ${passOfIntegers}`, (before) => without(before, passOfIntegers)] as Turn]
      : []),
    weights('int4'),
    ['bf16 KV', () => ({ kvCacheType: 'bf16' })],
    ['int8 KV', () => ({ kvCacheType: 'int8' })],
  ]
}

function climbed(passNames: readonly string[]): readonly string[] {
  const { pass, to } = leavesNothing
  return passNames.flatMap((name) => (name === pass ? [to, pass] : name === to ? [] : [name]))
}

const weights = (quant: QuantName): Turn => [`${quant} weights`, () => ({ quant })]

function without(options: LadderOptions, pass: string): Partial<LadderOptions> {
  return { disabledPasses: options.disabledPasses.filter((name) => name !== pass) }
}

function plainOptions({ model, passNames }: LadderFacts): LadderOptions {
  return {
    ...engineDefaults,
    ...{ model, tokenizerPath: null, contextLength: null, kvCacheBytes: null, maxStepTokens: 128 },
    ...{ isa: 'scalar', threads: 1, quant: 'f32', kvCacheType: 'f32' },
    disabledPasses: passNames.filter((name) => name !== passOfLoading),
    ...{ attention: 'naive', kvLayout: 'contiguous', tiling: false },
  }
}
