import { startRehearsalServer } from '../../clients/http1/rehearsal.ts'
import { createClient } from '../../clients/create-client.ts'
import { msToNs, NS_PER_S } from '../../core/units.ts'
import type { PlannedRequest } from '../../workload/planned-request.ts'
import { TelemetryWatch } from '../client-telemetry.ts'
import { Load, type LoadParts } from '../load.ts'
import { ProgressMeter } from '../progress-meter.ts'
import { RecordStream } from '../record-stream.ts'
import type { LoadInput } from '../run-load.ts'

// What a client on a thread of its own reads runs no JavaScript: of its streams the requests and the parsing are rehearsed, more of them in the
// same time where tokens come together.
const nativeTokensPerWrite = 8

/**
 * Runs small loads, open and closed, against a server inside this process before the real one: through the same pacing and
 * reading threads, so that in the measurement no code is run for the first time and little is left to be compiled. Compiling
 * takes milliseconds, on one core those of the client. Takes about half a second, touches no network but the loopback.
 */
const acts = [
  { arrival: { process: 'concurrency', users: 8, thinkTimeNs: 0 }, durationNs: msToNs(300), requests: Infinity },
  { arrival: { process: 'constant', ratePerSecond: 1500 }, durationNs: null, requests: 300 },
] as const

/** Leaves no trace but warm code; does nothing where no port can be had, or once `halt` is aborted. */
export async function rehearse(input: LoadInput, parts: LoadParts): Promise<void> {
  const { clock } = input
  const { transport } = input.client
  const tokensPerWrite = transport === 'native' ? nativeTokensPerWrite : 1
  const server = await startRehearsalServer(input.plan.requests.stream, tokensPerWrite)
  if (server === null) return
  const client = await createClient({ baseUrl: server.baseUrl, headers: {}, clock, transport })
  const prepare = async () => ({ path: '/chat/completions', body: Buffer.from('{}'), timeoutNs: msToNs(5000) })
  for (const { arrival, durationNs, requests } of acts) {
    if (parts.halt.aborted) break
    const plan = { ...input.plan, arrival, warmupNs: 0, durationNs, requestCount: null }
    const schedule = { planned: null, requests: planned(requests, arrival) }
    const load = new Load(
      { plan, schedule, client, clock, prepare, tokenizer: null, stop: input.stop, abort: input.abort },
      {
        ...parts,
        meter: new ProgressMeter(clock, null, null),
        records: new RecordStream(),
        watch: new TelemetryWatch(),
      },
    )
    await load.ready()
    await load.send()
    await load.idle()
    await load.settle(parts.halt)
  }
  await client.close()
  server.close()
}

function* planned(count: number, arrival: (typeof acts)[number]['arrival']): Generator<PlannedRequest> {
  const gap = arrival.process === 'constant' ? NS_PER_S / arrival.ratePerSecond : null
  for (let index = 0; index < count; index++) {
    const scheduledAt = gap === null ? null : index * gap
    yield { index, phase: 'measure', className: 'rehearsal', scheduledAt, inputTokens: 1, outputTokens: 1 }
  }
}
