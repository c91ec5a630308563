import { isaNames } from '../backends/backend.ts'
import { compileStages } from '../compiler/compile.ts'
import { oneOf } from '../compiler/quantization.ts'
import { EngineError } from '../engine-error.ts'
import { openModel } from '../model/open-model.ts'
import type { EngineOptions } from '../runtime/setup/engine-options.ts'
import type { CommandIo } from './command-io.ts'
import { withEngineFlags } from './flags/engine-flags.ts'
import { count, engineOptions } from './flags/engine-options.ts'
import type { NamedStep } from './plan/plan-report.ts'
import { planReport } from './plan/plan-report.ts'
import { planText } from './plan/plan-text.ts'
import type { Verb } from './verb.ts'
import { examples, modelNames } from './verb.ts'

/** Sizes of the steps that costs are told for; null: not given. */
interface AskedSteps {
  readonly prefill: number | null
  readonly decode: number | null
  readonly context: number | null
}

export interface PlanOptions {
  readonly engine: EngineOptions
  readonly asked: AskedSteps
  readonly json: boolean
}

const defaults = { prefill: 512, decode: 1, context: 512 } as const

export const planVerb: Verb = {
  name: 'plan',
  add: (cli, io) =>
    cli.command(
      'plan <model>',
      'Prints the graph of a model after every compiler pass, and what each node of the plan costs.',
      (command) =>
        withEngineFlags(command)
          .positional('model', { type: 'string', demandOption: true, describe: modelNames })
          .option('prefill', {
            type: 'number',
            describe: `tokens of a prompt to tell the cost of  [default: ${defaults.prefill}]`,
          })
          .option('decode', { type: 'number', describe: `sequences of a decode step  [default: ${defaults.decode}]` })
          .option('context', {
            type: 'number',
            describe: `tokens that each of them attends to  [default: ${defaults.context}]`,
          })
          .option('json', { type: 'boolean', default: false, describe: 'prints one JSON document' })
          .requiresArg(['prefill', 'decode', 'context'])
          .group(['prefill', 'decode', 'context', 'json'], 'Step:')
          .example(
            examples(io.program, [
              ['plan synthetic:llama-1b --quant int4', 'a prompt of 512 tokens and a decode step'],
              ['plan synthetic:llama-1b --decode 8 --context 2048', 'eight sequences, 2,048 tokens each'],
              ['plan synthetic:llama-110m --no-pass fuse-qkv', 'without one of the passes'],
            ]),
          ),
      async (flags) => {
        const { prefill, decode, context, json } = flags
        const asked = {
          prefill: count('prefill', prefill),
          decode: count('decode', decode),
          context: count('context', context),
        }
        await plan({ engine: engineOptions(flags.model, flags, io.env), asked, json }, io)
      },
    ),
}

/** Prints what the compiler makes of a model. Loads no weights and needs no addon. */
export async function plan({ engine, asked, json }: PlanOptions, io: CommandIo): Promise<void> {
  const model = await openModel(engine.model, { tokenizerPath: engine.tokenizerPath, seed: engine.weightSeed })
  if (engine.isa !== null) oneOf('--isa or INFBENCH_ISA', isaNames, engine.isa) // the plan is the same for all of them
  const steps = chosenSteps(asked, engine.contextLength ?? model.config.contextLength)
  const { quant, activationGroup, kvCacheType: kvType, attention, disabledPasses } = engine
  const compilation = compileStages(model.config, model.weights, {
    quant,
    activationGroup,
    kvType,
    attention,
    disabledPasses,
  })
  const report = planReport(model, engine, compilation, steps)
  io.out(json ? JSON.stringify(report) : planText(report))
}

/** What was asked for; both when neither was. `EngineError('usage')` for more tokens than a sequence of the model has. */
function chosenSteps({ prefill, decode, context }: AskedSteps, most: number): NamedStep[] {
  const neither = prefill === null && decode === null
  const tokens = neither ? Math.min(defaults.prefill, most) : prefill
  const sequences = neither ? defaults.decode : decode
  const keys = context ?? Math.min(defaults.context, most)
  for (const [flag, value] of [['--prefill', tokens ?? 0] as const, ['--context', keys] as const]) {
    if (value > most) throw new EngineError('usage', `${flag}: expected at most the model's ${most}, got ${value}`)
  }
  return [
    ...(tokens === null ? [] : [prefillStep(tokens)]),
    ...(sequences === null ? [] : [decodeStep(sequences, keys)]),
  ]
}

/** One prompt from an empty cache: token i attends to i keys. */
function prefillStep(tokens: number): NamedStep {
  const pairs = (tokens * (tokens + 1)) / 2
  return { name: `prefill ${tokens}`, sizes: { tokens, logitsRows: 1, pairs, contextTokens: tokens } }
}

function decodeStep(sequences: number, context: number): NamedStep {
  const pairs = sequences * context
  const sizes = { tokens: sequences, logitsRows: sequences, pairs, contextTokens: pairs }
  return { name: `decode ${sequences} x ${context}`, sizes }
}
