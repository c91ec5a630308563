/** The engine's HTTP server over an inline engine with the fake model: real sockets, no threads, no native code. */
import { startHttpServer } from '../../engine/server/http-server.ts'
import type { HttpServer } from '../../engine/server/http-server.ts'
import type { SchedulerLimits } from '../../engine/scheduler/scheduler.ts'
import { monotonicClock } from '../../engine/telemetry/clock.ts'
import { createRequestCounters } from '../../engine/telemetry/request-counters.ts'
import type { Tokenizer } from '../../engine/tokenizer/tokenizer.ts'
import { truncatedTiktoken } from '../../engine/tokenizer/truncated-tiktoken.ts'
import type { InlineEngine } from './inline-engine.ts'
import { somePeaks } from './peaks.ts'
import { inlineEngine } from './inline-engine.ts'

export interface EngineServer {
  readonly server: HttpServer
  readonly engine: InlineEngine
  readonly tokenizer: Tokenizer
  readonly reported: unknown[]
}

export async function engineServer(limits: Partial<SchedulerLimits> = {}): Promise<EngineServer> {
  const vocabSize = 4096
  const tokenizer = await truncatedTiktoken(vocabSize)
  const all: SchedulerLimits = { maxSequences: 4, maxStepTokens: 64, maxSequenceTokens: 512, maxQueue: 8, ...limits }
  const engine = inlineEngine({ vocabSize, limits: all, kvBlocks: 256 })
  const reported: unknown[] = []
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, report: (error) => reported.push(error) })
  let ids = 0
  server.serve({
    engine: engine.client,
    tokenizer,
    names: ['fake', 'fake-alias'],
    requests: createRequestCounters(),
    peaks: somePeaks,
    nowNs: monotonicClock(),
    unixSeconds: () => 1_700_000_000,
    newId: () => `id${ids++}`,
    newSeed: () => 42,
    created: 1_700_000_000,
    fingerprint: 'infbench-test',
  })
  return { server, engine, tokenizer, reported }
}
