import type { Argv } from 'yargs'
import { quantizationOf } from '../compiler/quantization.ts'
import { EngineError } from '../engine-error.ts'
import type { EngineOptions } from '../runtime/setup/engine-options.ts'
import { enginePeaks } from '../runtime/setup/machine-peaks.ts'
import { type ComputeType, peakOf } from '../telemetry/peaks/machine-peaks.ts'
import type { CommandIo } from './command-io.ts'
import { withEngineFlags } from './flags/engine-flags.ts'
import { count, engineOptions } from './flags/engine-options.ts'
import { benchKernels } from './kernel-bench/bench-kernels.ts'
import { type Family, familyNames } from './kernel-bench/kernel-grid.ts'
import { type BenchStepsOptions, benchSteps } from './step-bench/bench-steps.ts'
import type { StepPeaks } from './step-bench/step-result.ts'
import type { Verb } from './verb.ts'
import { examples, modelNames } from './verb.ts'

const defaults = { prefill: '128,512', decode: '1,8', context: 128, repeat: 5 } as const

export const benchVerb: Verb = {
  name: 'bench',
  add: (cli, io) =>
    cli.command(
      'bench [what]',
      'Times every kernel over a grid of shapes or, with a model, its whole steps.',
      (command) => withBenchFlags(command, io.program),
      async (flags) => {
        const { what, json } = flags
        const engine = engineOptions(what ?? '', flags, io.env)
        if (what === undefined || isFamily(what)) await benchKernels({ engine, family: what ?? null, json }, io)
        else await benchSteps(stepOptions(engine, flags, io), io)
      },
    ),
}

function withBenchFlags(command: Argv, program: string) {
  return withEngineFlags(command)
    .positional('what', {
      type: 'string',
      describe: `a family of kernels (${familyNames.join(', ')}), or a model: ${modelNames}  [default: all kernels]`,
    })
    .option('prefill', { type: 'string', default: defaults.prefill, describe: 'prompt lengths, tokens' })
    .option('decode', { type: 'string', default: defaults.decode, describe: 'batch sizes, sequences' })
    .option('context', { type: 'number', default: defaults.context, describe: 'tokens each of them holds' })
    .option('repeat', { type: 'number', default: defaults.repeat, describe: 'samples of each, for the median' })
    .option('json', { type: 'boolean', default: false, describe: 'prints one JSON document' })
    .group(['prefill', 'decode', 'context', 'repeat'], 'Steps of a model:')
    .example(
      examples(program, [
        ['bench', 'every kernel, in the shapes of 110m and 1b'],
        ['bench linear --quant int4', 'one family, in another format'],
        ['bench synthetic:llama-110m --prefill 512 --decode 1,8', 'whole steps: tokens/s, MFU, MBU'],
      ]),
    )
}

interface StepFlags {
  readonly prefill: string
  readonly decode: string
  readonly context: number
  readonly repeat: number
  readonly json: boolean
}

function stepOptions(engine: EngineOptions, flags: StepFlags, io: CommandIo): BenchStepsOptions {
  return {
    engine,
    prefill: lengths('prefill', flags.prefill),
    decode: lengths('decode', flags.decode),
    context: count('context', flags.context) ?? defaults.context,
    repeat: count('repeat', flags.repeat) ?? defaults.repeat,
    peaks: stepPeaks(engine, io),
    json: flags.json,
  }
}

const isFamily = (what: string): what is Family => (familyNames as readonly string[]).includes(what)

/** `1,8,32` to numbers; an empty text is none. Throws `EngineError('usage')`. */
export function lengths(flag: string, text: string): readonly number[] {
  const parts = text.split(',').filter((part) => part !== '')
  return parts.map((part) => {
    const value = Number(part)
    if (Number.isSafeInteger(value) && value > 0) return value
    throw new EngineError('usage', `--${flag}: expected whole numbers above 0, as 1,8, got ${text}`)
  })
}

/** The roofs of whole steps: arithmetic of the type that the linears compute in. */
function stepPeaks(engine: EngineOptions, io: CommandIo): StepPeaks | null {
  const peaks = enginePeaks(engine, io.env, true)
  if (peaks === null) return null
  const { activations } = quantizationOf(engine.quant, engine.activationGroup)
  const type: ComputeType = activations.kind === 'q8' ? 'int8' : activations.kind
  return { flopsPerSecond: peakOf(peaks.allCores, type), bytesPerSecond: peaks.allCores.readBytesPerS }
}
