import { readFile } from 'node:fs/promises'
import { createClient } from '../../../clients/create-client.ts'
import type { CheckResult } from '../../../core/certificate.ts'
import { processClock } from '../../../core/clock.ts'
import { msToNs } from '../../../core/units.ts'
import { processCpuNs } from '../../../load/client-telemetry.ts'
import { againstLog } from '../../../selftest/against-log.ts'
import { checked, checks } from '../../../selftest/checks.ts'
import {
  errorOf,
  judgeCost,
  judgeFirstToken,
  judgePacing,
  judgeStall,
  judgeTiming,
  wrongTokens,
} from '../../../selftest/judge-cases.ts'
import type { MockServer } from '../../../selftest/mock/mock-server-process.ts'
import { type LoadCase, loadAgainst } from './load-against.ts'

/** A part of the self-test: loads against the mock server, and what they are judged to be. */
export interface SelftestCase {
  readonly name: string
  /** What is being done, for people who wait. */
  readonly about: string
  run(context: SelftestContext): Promise<CaseResult>
}

export interface SelftestContext {
  readonly mock: MockServer
  readonly stop: AbortSignal
}

export interface CaseResult {
  readonly checks: readonly CheckResult[]
  readonly errorNs?: ReturnType<typeof errorOf>
}

type Sent = Pick<LoadCase, 'model' | 'arrival' | 'requests'> & Partial<LoadCase>
const users = (count: number) => ({ process: 'concurrency', users: count, thinkTimeNs: 0 }) as const
/** Users who begin one after another within the time that an answer takes: in step, each would wait for the server to take the others' requests. */
const spreadUsers = (count: number, answerMs: number) => ({ ...users(count), rampUpNs: msToNs(answerMs) })
const constant = (ratePerSecond: number) => ({ process: 'constant', ratePerSecond }) as const

/** One load, joined with the part of the server's log that is its own. */
async function measure({ mock, stop }: SelftestContext, sent: Sent) {
  const before = (await mock.log()).length
  const clock = processClock()
  let cpuAtWindowNs = processCpuNs()
  const onWindow = () => void (cpuAtWindowNs = processCpuNs())
  const result = await loadAgainst({ url: mock.url, clock, stop, onWindow, ...sent })
  const cpuNs = processCpuNs() - cpuAtWindowNs
  const log = (await mock.log()).slice(before)
  const zeroNs = Number(clock.originNs)
  const measured = result.records.filter(({ phase }) => phase === 'measure')
  return { result, measured, log, zeroNs, cpuNs, errors: againstLog(measured, log, zeroNs) }
}

type Measured = Awaited<ReturnType<typeof measure>>

/** CPU time of all threads after the warm-up, to the last record; and what it carried. */
const costOf = ({ result: { records, end }, measured, cpuNs }: Measured) => ({
  cpuNs,
  requests: measured.length,
  events: records.reduce((sum, { events }) => sum + events.at.filter((at) => at >= end.window.startAt).length, 0),
})

const timing: SelftestCase = {
  name: 'timing',
  about: 'latencies of 8 users against a known schedule',
  async run(context) {
    const model = 'mock-ttft50-itl10-n64'
    const { errors } = await measure(context, {
      model,
      arrival: spreadUsers(8, 680),
      requests: 72,
      warmupNs: msToNs(1500),
    })
    return { checks: judgeTiming(errors), errorNs: errorOf(errors) }
  },
}

const chunks: SelftestCase = {
  name: 'chunks',
  about: 'early role chunks, reasoning, tokens that share events',
  async run(context) {
    const shape = { arrival: spreadUsers(8, 125), requests: 48, warmupNs: msToNs(200) }
    const role = await measure(context, { model: 'mock-ttft50-itl5-n16-role5', ...shape })
    const reasoning = await measure(context, { model: 'mock-ttft50-itl5-n16-rsn8', ...shape })
    const tokens = { arrival: users(4), requests: 12 }
    const grouped = await measure(context, { model: 'mock-ttft10-itl5-n32-k4', ...tokens })
    const running = await measure(context, { model: 'mock-ttft10-itl5-n30-k4-running', ...tokens })
    const uncounted = await measure(context, { model: 'mock-ttft10-itl5-n16-usage0', ...tokens })
    const multibyte = await measure(context, { model: 'mock-ttft10-itl5-n16-mb', ...tokens })
    return {
      checks: [
        ...judgeFirstToken('role-', role.errors),
        ...judgeFirstToken('reasoning-', reasoning.errors),
        checked('grouped-tokens', wrongTokens(grouped.measured, grouped.log, 'usage', false)),
        checked('running-tokens', wrongTokens(running.measured, running.log, 'usage', true)),
        checked('uncounted-tokens', wrongTokens(uncounted.measured, uncounted.log, 'events', true)),
        checked('multibyte-tokens', wrongTokens(multibyte.measured, multibyte.log, 'usage', true)),
      ],
    }
  },
}

const load: SelftestCase = {
  name: 'load',
  about: '32 streams of 200 tokens a second, then as many events and requests as a core carries',
  async run(context) {
    const streams = { model: 'mock-ttft50-itl5-n200', arrival: users(32), requests: 96, warmupNs: msToNs(900) }
    const paced = await measure(context, streams)
    const whole = { model: 'mock-fast', warmupNs: msToNs(500) }
    const unpaced = await measure(context, { ...whole, arrival: users(8), requests: 1500, outputTokens: 1000 })
    const plain = await measure(context, { ...whole, arrival: users(32), requests: 60_000, stream: false })
    const costs = { paced: costOf(paced), unpaced: costOf(unpaced), plain: costOf(plain) }
    return { checks: [...judgeFirstToken('loaded-', paced.errors), ...judgeCost(costs)] }
  },
}

const fastRate = 500

const pacing: SelftestCase = {
  name: 'pacing',
  about: 'sends at 50 and 500 requests a second',
  async run(context) {
    const model = 'mock-ttft5-itl1-n2'
    const slow = await measure(context, { model, arrival: constant(50), requests: 150, warmupNs: msToNs(500) })
    const fast = await measure(context, { model, arrival: constant(fastRate), requests: 1250, warmupNs: msToNs(500) })
    return { checks: judgePacing(slow.measured, fast.measured, fastRate) }
  },
}

const stall: SelftestCase = {
  name: 'stall',
  about: 'a server that stands still for 2 s at 20 requests a second',
  async run(context) {
    const seen = (await context.mock.log()).length
    const model = `mock-ttft100-itl2-n4-sn${seen + 20}-sd2000`
    const { measured, log, zeroNs } = await measure(context, { model, arrival: constant(20), requests: 100 })
    return { checks: judgeStall(measured, log, zeroNs) }
  },
}

const connections: SelftestCase = {
  name: 'connections',
  about: 'as many connections at once as the bar asks for',
  async run({ mock }) {
    const limit = await openFiles()
    const client = await createClient({ baseUrl: mock.url, headers: {}, clock: processClock() })
    try {
      const spare = 100
      const most = Math.min(checks.connections.bar, (limit ?? checks['open-files'].bar) - spare)
      await client.warm(Math.max(1, most))
      return { checks: [checked('connections', client.connectionsOpened), checked('open-files', limit)] }
    } finally {
      await client.close()
    }
  },
}

/** The soft limit of open files; null where the system does not say. */
async function openFiles(): Promise<number | null> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1]
  return soft === undefined ? null : soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft)
}

/** Every part, in the order in which they run. */
export const selftestCases: readonly SelftestCase[] = [timing, chunks, load, pacing, stall, connections]
