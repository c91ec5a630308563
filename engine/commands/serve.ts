import { randomBytes } from 'node:crypto'
import { EngineError } from '../engine-error.ts'
import { openModel } from '../model/open-model.ts'
import type { EngineFacts } from '../runtime/setup/engine-facts.ts'
import type { EngineOptions } from '../runtime/setup/engine-options.ts'
import { enginePeaks } from '../runtime/setup/machine-peaks.ts'
import type { StartedEngine } from '../runtime/thread/start-engine.ts'
import { startEngine } from '../runtime/thread/start-engine.ts'
import { startHttpServer } from '../server/http-server.ts'
import type { Service } from '../server/service.ts'
import { monotonicClock, unixSeconds } from '../telemetry/clock.ts'
import { createRequestCounters } from '../telemetry/request-counters.ts'
import type { MachinePeaks } from '../telemetry/peaks/machine-peaks.ts'
import { inMillions } from '../units.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { CommandIo } from './command-io.ts'
import { withEngineFlags } from './flags/engine-flags.ts'
import { engineOptions } from './flags/engine-options.ts'
import type { Verb } from './verb.ts'
import { examples, modelNames } from './verb.ts'

export interface ServeOptions {
  readonly engine: EngineOptions
  readonly host: string
  readonly port: number
  /** Names besides the model's own. */
  readonly names: readonly string[]
  /** Measures the machine before the model is loaded, where that has not been done yet; else only peaks kept are known. */
  readonly measurePeaks: boolean
}

export const serveVerb: Verb = {
  name: 'serve',
  add: (cli, io) =>
    cli.command(
      'serve',
      'Serves a model over an OpenAI-compatible HTTP API.',
      (command) =>
        withEngineFlags(command)
          .option('model', { type: 'string', demandOption: true, describe: modelNames })
          .option('name', {
            type: 'string',
            array: true,
            default: [] as string[],
            defaultDescription: 'the file’s name',
            describe: 'more names it answers to',
          })
          .option('host', { type: 'string', default: '127.0.0.1', describe: 'address to listen on' })
          .option('port', { type: 'number', default: 8080, describe: 'port to listen on; 0: any free one' })
          .option('peaks', {
            type: 'boolean',
            default: false,
            describe: 'measures what the machine can do at most before it loads the model, if that is not known yet',
          })
          .group(['name', 'host', 'port', 'peaks'], 'Server:')
          .example(
            examples(io.program, [
              ['serve --model synthetic:llama-15m', 'random weights in the shape of a 15M Llama'],
              ['serve --model synthetic:llama-110m --port 0', 'on a free port, which it prints'],
              ['serve --model stories260K.bin --name demo', 'llama2.c weights, under a name of your own'],
            ]),
          ),
      async (flags) => {
        const { host, port, name, peaks } = flags
        if (!Number.isInteger(port) || port < 0 || port > 65535)
          throw new EngineError('usage', `--port: expected a number from 0 to 65535, got ${port}`)
        const engine = engineOptions(flags.model, flags, io.env)
        await serve({ engine, host, port, names: name, measurePeaks: peaks }, io)
      },
    ),
}

/** Serves one model until asked to stop, then drains. Prints `listening on <url>` once it can answer. */
export async function serve(options: ServeOptions, io: CommandIo): Promise<void> {
  const model = await openModel(options.engine.model, {
    tokenizerPath: options.engine.tokenizerPath,
    seed: options.engine.weightSeed,
  })
  const server = await startHttpServer({
    host: options.host,
    port: options.port,
    report: (error) => io.log(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  })
  const peaks = enginePeaks(options.engine, io.env, options.measurePeaks) // now: later the engine's threads are in the way
  let stopped = false
  void io.stop.then(() => (stopped = true))
  const [engine, tokenizer] = await Promise.all([startEngine(options.engine), model.loadTokenizer()])
  if (stopped) return engine.close() // asked to stop while loading: nothing to drain, nothing to announce
  server.serve(serviceOf(engine, tokenizer, options, peaks))
  io.log(describe(engine.client.facts, tokenizer))
  io.out(`listening on ${server.url}`)
  await Promise.race([io.stop, engine.died])
  io.log(`draining ${engine.client.live} requests`)
  await Promise.race([server.drain(), engine.died])
  await engine.close()
}

function serviceOf(
  engine: StartedEngine,
  tokenizer: Tokenizer,
  options: ServeOptions,
  peaks: MachinePeaks | null,
): Service {
  const { client } = engine
  return {
    engine: client,
    tokenizer,
    names: [...new Set([client.facts.model, ...client.facts.aliases, ...options.names])],
    requests: createRequestCounters(),
    peaks,
    nowNs: monotonicClock(),
    unixSeconds,
    newId: () => randomBytes(12).toString('hex'),
    newSeed: () => randomBytes(6).readUIntLE(0, 6),
    created: unixSeconds(),
    fingerprint: fingerprintOf(client.facts),
  }
}

/** What differs between engines that may answer differently. */
function fingerprintOf({ isa, quant, kvCacheType, variants }: EngineFacts): string {
  return ['infbench', isa, quant, `kv-${kvCacheType}`, ...variants].join('-')
}

function describe(facts: EngineFacts, tokenizer: Tokenizer): string {
  const mebi = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`
  const { limits } = facts
  return [
    `${facts.model}: ${inMillions(facts.parameters)} parameters`,
    `${facts.isa} on ${facts.threads} threads`,
    `${facts.quant} weights ${mebi(facts.weightBytes)}`,
    `${facts.kvCacheType} KV cache ${mebi(facts.kvBytes)} in ${facts.kvBlocks} pages`,
    `context ${limits.maxSequenceTokens}`,
    `batch ${limits.maxSequences}`,
    `step ${limits.maxStepTokens} tokens`,
    `tokenizer ${tokenizer.name}`,
    ...facts.variants,
  ].join(', ')
}
