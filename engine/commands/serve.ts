import { randomBytes } from 'node:crypto'
import { openModel } from '../model/open-model.ts'
import type { EngineFacts } from '../runtime/setup/engine-facts.ts'
import type { EngineOptions } from '../runtime/setup/engine-options.ts'
import type { StartedEngine } from '../runtime/thread/start-engine.ts'
import { startEngine } from '../runtime/thread/start-engine.ts'
import { startHttpServer } from '../server/http-server.ts'
import type { Service } from '../server/service.ts'
import { monotonicClock, unixSeconds } from '../telemetry/clock.ts'
import { createRequestCounters } from '../telemetry/request-counters.ts'
import { inMillions } from '../units.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { CommandIo } from './command-io.ts'

export interface ServeOptions {
  readonly engine: EngineOptions
  readonly host: string
  readonly port: number
  /** Names besides the model's own. */
  readonly names: readonly string[]
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
  let stopped = false
  void io.stop.then(() => (stopped = true))
  const [engine, tokenizer] = await Promise.all([startEngine(options.engine), model.loadTokenizer()])
  if (stopped) return engine.close() // asked to stop while loading: nothing to drain, nothing to announce
  server.serve(serviceOf(engine, tokenizer, options))
  io.log(describe(engine.client.facts, tokenizer))
  io.out(`listening on ${server.url}`)
  await Promise.race([io.stop, engine.died])
  io.log(`draining ${engine.client.live} requests`)
  await Promise.race([server.drain(), engine.died])
  await engine.close()
}

function serviceOf(engine: StartedEngine, tokenizer: Tokenizer, options: ServeOptions): Service {
  const { client } = engine
  return {
    engine: client,
    tokenizer,
    names: [...new Set([client.facts.model, ...client.facts.aliases, ...options.names])],
    requests: createRequestCounters(),
    nowNs: monotonicClock(),
    unixSeconds,
    newId: () => randomBytes(12).toString('hex'),
    newSeed: () => randomBytes(6).readUIntLE(0, 6),
    created: unixSeconds(),
    fingerprint: [
      'infbench',
      client.facts.isa,
      'f32',
      ...options.engine.disabledPasses.map((pass) => `no-${pass}`),
    ].join('-'),
  }
}

function describe(facts: EngineFacts, tokenizer: Tokenizer): string {
  const mebi = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`
  const { limits } = facts
  return [
    `${facts.model}: ${inMillions(facts.parameters)} parameters`,
    `${facts.isa} on ${facts.threads} threads`,
    `weights ${mebi(facts.weightBytes)}`,
    `KV cache ${mebi(facts.kvBytes)} in ${facts.kvBlocks} pages`,
    `context ${limits.maxSequenceTokens}`,
    `batch ${limits.maxSequences}`,
    `step ${limits.maxStepTokens} tokens`,
    `tokenizer ${tokenizer.name}`,
  ].join(', ')
}
