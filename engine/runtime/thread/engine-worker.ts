/**
 * The engine's own thread. It owns the backend model and calls its blocking step in a loop, so the thread never returns to
 * its event loop: messages are taken from the port by hand between steps, and when there is nothing to do it sleeps on a
 * shared word that the sender of a message bumps (read before looking for messages, so a bump in between is never missed).
 */
import { totalmem } from 'node:os'
import type { MessagePort } from 'node:worker_threads'
import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import { loadNativeBackend } from '../../backends/native.ts'
import { openModel } from '../../model/open-model.ts'
import { monotonicClock } from '../../telemetry/clock.ts'
import type { PhaseName } from '../../telemetry/kernel-report.ts'
import { stepCountersIn } from '../../telemetry/step-counters.ts'
import { createEngineHost } from './engine-host.ts'
import { createEngineLoop } from '../engine-loop.ts'
import type { EngineOptions } from '../setup/engine-options.ts'
import type { FromEngine, ToEngine } from './messages.ts'
import { openExecutable } from '../setup/open-executable.ts'
import { physicalCores } from '../setup/physical-cores.ts'
import { phaseReport } from '../telemetry/kernel-totals.ts'
import { toWireError } from './wire-error.ts'

/** What the thread is started with. */
export interface EngineWorkerData {
  readonly options: EngineOptions
  readonly port: MessagePort
  /** One int32: bumped and notified after each message. */
  readonly signal: SharedArrayBuffer
  readonly counters: SharedArrayBuffer
}

await main(workerData as EngineWorkerData)

async function main({ options, port, signal, counters }: EngineWorkerData): Promise<void> {
  const post = (message: FromEngine) =>
    port.postMessage(message, message.kind === 'tokens' ? [message.events.buffer as ArrayBuffer] : [])
  try {
    const model = await openModel(options.model, { tokenizerPath: options.tokenizerPath, seed: options.weightSeed })
    const machine = { memoryBytes: totalmem(), cores: physicalCores() }
    const { executable, plan, facts } = openExecutable(model, loadNativeBackend(), options, machine)
    const loop = createEngineLoop({
      model: executable,
      limits: facts.limits,
      kvBlocks: facts.kvBlocks,
      blockTokens: facts.blockTokens,
      counters: stepCountersIn(counters),
      nowNs: monotonicClock(),
    })
    post({ kind: 'ready', facts })
    const report = (phase: PhaseName) => phaseReport(plan, loop.sums[phase], executable.counters(phase))
    const phases = () => ({ prefill: report('prefill'), decode: report('decode') })
    run(createEngineHost(loop, post, phases), port, new Int32Array(signal))
    executable.close()
  } catch (error) {
    post({ kind: 'failed', error: toWireError(error) })
  } finally {
    port.close()
  }
}

function run(host: ReturnType<typeof createEngineHost>, port: MessagePort, signal: Int32Array): void {
  for (;;) {
    const seen = Atomics.load(signal, 0)
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      if (!host.handle(next.message as ToEngine)) return
    }
    if (!host.turn()) Atomics.wait(signal, 0, seen)
  }
}
