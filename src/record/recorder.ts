import { createHash, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { Clock } from '../core/clock.ts'
import { nsToS } from '../core/units.ts'
import { type ListenAddress, proxyUrl } from './addresses.ts'
import { rehearse } from './rehearsal.ts'
import { openTrace } from './trace/trace-file.ts'
import { TraceKeeper } from './trace/trace-keeper.ts'
import { Proxy, type ProxyOptions } from './wire/proxy.ts'

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
  readonly clock: Clock
  /** How long the first answers take does not matter: no rehearsal. */
  readonly rehearsed?: boolean
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
  /** Says whether two recordings were hashed alike; tells nothing of the salt. */
  readonly saltFingerprint: string
  progress(): RecordProgress
  /** Takes no more connections, lets what is under way end (`hurry`: drops it), writes what is left. */
  finish(hurry: AbortSignal): Promise<RecordProgress>
}

const saltBytes = 32

/** Opens the trace, rehearses for half a second, then listens. Errors: `usage`, `output.unwritable`. */
export async function startRecording(options: RecordOptions): Promise<Recording> {
  const { to, listen, clock } = options
  const salt = options.salt ?? randomBytes(saltBytes)
  const counts = { missed: 0, passedOn: 0, unreachable: 0 }
  let upstreamFault: string | null = null
  const keeper = await TraceKeeper.start({
    ...{ file: openTrace(options.output, options.append), packed: options.output.endsWith('.gz'), salt },
    ...{ withText: options.withText, name: randomBytes(3).toString('hex') },
  })
  if (options.rehearsed !== true) await keeper.rehearse(await rehearse(clock))
  const proxy = await openProxy(options, keeper, {
    ...{ to, listen, clock },
    events: {
      captured: (exchange) => keeper.keep(exchange),
      missed: () => void counts.missed++,
      passed: () => void counts.passedOn++,
      unreachable: (detail) => {
        counts.unreachable++
        upstreamFault = detail
      },
    },
  })
  const startedAt = clock.nowNs()
  const progress = (): RecordProgress => {
    const { rows, lost, bytes, fault, inputTokens, outputTokens } = keeper.state
    const trace = { recorded: rows, lost, traceBytes: bytes, fault, inputTokens, outputTokens }
    const elapsedS = nsToS(clock.nowNs() - startedAt)
    return { ...counts, ...trace, connections: proxy.connections, elapsedS, upstreamFault }
  }
  return {
    url: proxyUrl(listen, proxy.port, to),
    saltFingerprint: createHash('sha256').update('infbench salt').update(salt).digest('hex').slice(0, 16),
    progress,
    finish: async (hurry) => {
      await proxy.close(hurry)
      await keeper.close()
      return progress()
    },
  }
}

/** A proxy that cannot listen leaves no empty trace behind. */
async function openProxy(options: RecordOptions, keeper: TraceKeeper, proxy: ProxyOptions): Promise<Proxy> {
  try {
    return await Proxy.open(proxy)
  } catch (error) {
    await keeper.close()
    if (!options.append) rmSync(options.output, { force: true })
    throw error
  }
}
