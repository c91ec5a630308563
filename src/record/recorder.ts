import { createHash, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { TokenizerName } from '../clients/tokenizers/named-tokenizer.ts'
import type { Clock } from '../core/clock.ts'
import { nsToS } from '../core/units.ts'
import { type ListenAddress, proxyUrl } from './addresses.ts'
import { rehearse } from './rehearsal.ts'
import { openTrace } from './trace/trace-file.ts'
import { TraceKeeper } from './trace/trace-keeper.ts'
import { type Carrier, carrierFor, openProxy } from './wire/open-proxy.ts'
import type { ProxyOptions, RecordingProxy } from './wire/proxy.ts'

export interface RecordOptions {
  readonly to: URL
  readonly listen: ListenAddress
  /** Packed where it ends in `.gz`. */
  readonly output: string
  readonly append: boolean
  /** Keep prompts and answers too. */
  readonly withText: boolean
  /** Secret that prefix hashes are made with; null: one of its own that nobody keeps. */
  readonly salt: Uint8Array | null
  /** Counts what the server tells no count of; default: nothing does. */
  readonly tokenizer?: TokenizerName | null
  readonly clock: Clock
  /** How long the first answers take does not matter: no rehearsal. */
  readonly rehearsed?: boolean
  /** What carries the bytes; default: the best there is. */
  readonly carrier?: Carrier
}

/** How far a recording is. Completions are recorded, missed (too large, not to be followed) or lost (could not be written). */
export interface RecordProgress {
  readonly recorded: number
  readonly missed: number
  readonly lost: number
  /** Requests that are no completions: passed on, not recorded. */
  readonly passedOn: number
  /** Completions answered with 502, as the upstream could not be reached. */
  readonly unreachable: number
  readonly connections: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Requests with a length that the tokenizer counted, and with one that was only estimated. */
  readonly counted: number
  readonly estimated: number
  readonly traceBytes: number
  readonly elapsedS: number
  /** Why nothing is recorded any more, while bytes still pass; null: all is well. */
  readonly fault: string | null
  /** What was last wrong with reaching the upstream. */
  readonly upstreamFault: string | null
}

/** A recording under way. */
export interface Recording {
  /** Base URL for clients. */
  readonly url: string
  /** What carries the bytes: where it is not this thread, whatever this thread does can wait. */
  readonly carrier: Carrier
  /** Says whether two recordings were hashed alike; tells nothing of the salt. */
  readonly saltFingerprint: string
  progress(): RecordProgress
  /** Takes no more connections, lets what is under way end (`hurry`: drops it), writes what is left. */
  finish(hurry: AbortSignal): Promise<RecordProgress>
}

const saltBytes = 32

/** Opens the trace, rehearses for half a second where Node carries the bytes, then listens. Errors: `usage`, `output.unwritable`. */
export async function startRecording(options: RecordOptions): Promise<Recording> {
  const { to, listen, clock } = options
  const salt = options.salt ?? randomBytes(saltBytes)
  const counts: Counts = { missed: 0, passedOn: 0, unreachable: 0, upstreamFault: null }
  const keeper = await TraceKeeper.start({
    ...{ file: openTrace(options.output, options.append), packed: options.output.endsWith('.gz'), salt },
    ...{ withText: options.withText, name: randomBytes(3).toString('hex'), tokenizer: options.tokenizer ?? null },
  })
  const carrier = options.carrier ?? carrierFor(to)
  // The addon's thread has nothing to compile.
  if (options.rehearsed !== true && carrier === 'node') await keeper.rehearse(await rehearse(clock))
  const proxy = await listenOrDrop({ ...options, carrier }, keeper, {
    ...{ to, listen, clock },
    events: countedInto(counts, keeper),
  })
  const startedAt = clock.nowNs()
  const progress = (): RecordProgress => {
    const { rows, lost, bytes, fault, inputTokens, outputTokens, counted, estimated } = keeper.state
    const trace = { recorded: rows, lost, traceBytes: bytes, fault, inputTokens, outputTokens, counted, estimated }
    const elapsedS = nsToS(clock.nowNs() - startedAt)
    return { ...counts, ...trace, connections: proxy.connections, elapsedS }
  }
  return {
    url: proxyUrl(listen, proxy.port, to),
    carrier,
    saltFingerprint: createHash('sha256').update('infbench salt').update(salt).digest('hex').slice(0, 16),
    progress,
    finish: async (hurry) => {
      await proxy.close(hurry)
      await keeper.close()
      return progress()
    },
  }
}

type Counts = { -readonly [K in 'missed' | 'passedOn' | 'unreachable' | 'upstreamFault']: RecordProgress[K] }

function countedInto(counts: Counts, keeper: TraceKeeper): ProxyOptions['events'] {
  return {
    captured: (exchange) => keeper.keep(exchange),
    missed: () => void counts.missed++,
    passed: () => void counts.passedOn++,
    unreachable: (detail) => {
      counts.unreachable++
      counts.upstreamFault = detail
    },
  }
}

/** A proxy that cannot listen leaves no empty trace behind. */
async function listenOrDrop(
  options: RecordOptions & { readonly carrier: Carrier },
  keeper: TraceKeeper,
  proxy: ProxyOptions,
): Promise<RecordingProxy> {
  try {
    return await openProxy(proxy, options.carrier)
  } catch (error) {
    await keeper.close()
    if (!options.append) rmSync(options.output, { force: true })
    throw error
  }
}
