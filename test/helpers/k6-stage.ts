import { compileFunction } from 'node:vm'
import type { K6Test } from '../../src/load/drivers/k6/script/k6-test.ts'
import { k6Script } from '../../src/load/drivers/k6/script/k6-script.ts'

/** What k6 gives a script, played: time moves only when it sleeps, waits or sends. */
export interface K6Stage {
  nowMs: number
  readonly slept: number[]
  readonly sent: { readonly url: string; readonly params: Record<string, unknown>; readonly atMs: number }[]
  /** Points of the script's metrics; `metadata` is what the VU had when they were added. */
  readonly points: { metric: string; value: number; tags: unknown; metadata: Record<string, string> }[]
  /** Runs the iteration of an index in the whole test. */
  iterate(index: number, inInstance?: number): void
  readonly options: { scenarios: { requests: Record<string, unknown> }; thresholds: Record<string, string[]> }
}

export interface StagedAnswer {
  readonly events?: readonly { receivedAt?: number; name: string; data: string }[]
  readonly response: Record<string, unknown>
  /** k6's own client; default: the stream's. */
  readonly tookMs: number
}

/** Loads a script as k6 does, with stand-ins for what it imports. `stamps`: the extension tells moments. */
export function stageK6(test: K6Test, answer: (index: number) => StagedAnswer, stamps = true): K6Stage {
  const startTime = 1_700_000_000_000
  const at = { index: 0, inInstance: 0 }
  const metadata: Record<string, string> = {}
  const stage = {
    nowMs: startTime,
    slept: [] as number[],
    sent: [] as K6Stage['sent'],
    points: [] as K6Stage['points'],
  }
  const metric = (name: string) => ({
    add: (value: number | boolean, tags: unknown = null) =>
      void stage.points.push({ metric: name, value: Number(value), tags, metadata: { ...metadata } }),
  })
  const Metric = function (name: string) {
    return metric(name)
  }
  const clock = () => (stage.nowMs += 0.25)
  const exec = {
    scenario: {
      startTime,
      get iterationInTest() {
        return at.index
      },
      get iterationInInstance() {
        return at.inInstance
      },
    },
    vu: { metrics: { metadata } },
  }
  const sse = {
    ...(stamps ? { now: clock } : {}),
    open(url: string, params: Record<string, unknown>, setup: (client: object) => void) {
      const handlers: Record<string, (value: unknown) => void> = {}
      setup({ on: (name: string, handler: (value: unknown) => void) => (handlers[name] = handler) })
      stage.sent.push({ url, params, atMs: stage.nowMs })
      const { events = [], response, tookMs } = answer(at.index)
      for (const event of events) handlers['event']?.(event)
      stage.nowMs += tookMs
      return response
    },
  }
  const http = {
    post(url: string, body: string, params: Record<string, unknown>) {
      stage.sent.push({ url, params: { ...params, body }, atMs: stage.nowMs })
      const { response, tookMs } = answer(at.index)
      stage.nowMs += tookMs
      return response
    },
  }
  const names = {
    ...{ exec, sse, http, SharedArray: (_: string, make: () => unknown) => make() },
    sleep: (seconds: number) => {
      stage.slept.push(seconds)
      stage.nowMs += seconds * 1000
    },
    ...{ Counter: Metric, Rate: Metric, Trend: Metric },
    ...{ __ENV: { KEY: 'secret' }, Date: { now: () => Math.floor(clock()) } },
  }
  const text = k6Script(test)
    .replaceAll(/^import .*$/gm, '')
    .replace('export const options', 'const options')
    .replace('export default function ()', 'function iterate()')
    .replace('new SharedArray', 'SharedArray')
  const load = compileFunction(`${text}\nreturn { options, iterate }`, Object.keys(names))
  const loaded = load(...Object.values(names))
  return Object.assign(stage, {
    options: loaded.options,
    iterate(index: number, inInstance = index) {
      Object.assign(at, { index, inInstance })
      loaded.iterate()
    },
  })
}
