import { MessageChannel, Worker } from 'node:worker_threads'
import { EngineError } from '../../engine-error.ts'
import { stepCounterMemory, stepCountersIn } from '../../telemetry/step-counters.ts'
import type { EngineClient } from './engine-client.ts'
import { createEngineClient } from './engine-client.ts'
import type { EngineFacts } from '../setup/engine-facts.ts'
import type { EngineOptions } from '../setup/engine-options.ts'
import type { EngineWorkerData } from './engine-worker.ts'
import type { FromEngine, ToEngine } from './messages.ts'
import { fromWireError } from './wire-error.ts'

export interface StartedEngine {
  readonly client: EngineClient
  /** Rejects when the engine's thread dies; never resolves while it lives. */
  readonly died: Promise<never>
  /** Ends the thread after the step in flight. Requests still live get no more tokens. */
  close(): Promise<void>
}

/** Starts the engine's thread and waits until the model is loaded. Throws what the thread could not do. */
export async function startEngine(options: EngineOptions): Promise<StartedEngine> {
  const { port1: port, port2: far } = new MessageChannel()
  const signal = new SharedArrayBuffer(4)
  const memory = stepCounterMemory()
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const data: EngineWorkerData = { options, port: far, signal, counters: memory }
  const worker = new Worker(new URL(`./engine-worker.${extension}`, import.meta.url), {
    workerData: data,
    transferList: [far],
  })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const bell = new Int32Array(signal)
  const post = (message: ToEngine) => {
    port.postMessage(message)
    Atomics.add(bell, 0, 1)
    Atomics.notify(bell, 0)
  }
  const { facts, died, listen } = await conversation(worker, port)
  const client = createEngineClient(facts, stepCountersIn(memory), post)
  listen((message) => client.receive(message))
  return {
    client,
    died,
    async close() {
      died.catch(() => undefined)
      post({ kind: 'close' })
      await exited
    },
  }
}

interface Conversation {
  readonly facts: EngineFacts
  readonly died: Promise<never>
  listen(receive: (message: FromEngine) => void): void
}

/** Waits for `ready`; afterwards hands every message to the listener and turns the thread's death into one of them. */
function conversation(worker: Worker, port: MessageChannel['port1']): Promise<Conversation> {
  let receive: (message: FromEngine) => void = () => undefined
  return new Promise((resolve, reject) => {
    let fail: (error: Error) => void = reject
    const died = new Promise<never>((_, rejectDied) => {
      const end = (error: Error) => {
        receive({ kind: 'failed', error: { kind: 'internal', message: error.message, hint: undefined } })
        rejectDied(error)
        fail(error)
      }
      port.on('message', (message: FromEngine) => {
        if (message.kind === 'ready') {
          fail = () => undefined
          resolve({ facts: message.facts, died, listen: (listener) => (receive = listener) })
        } else if (message.kind === 'failed') end(fromWireError(message.error))
        else receive(message)
      })
      worker.once('error', (cause) => end(new EngineError('internal', `engine thread: ${String(cause)}`, { cause })))
      worker.once('exit', () => end(new EngineError('internal', 'engine thread: ended before it was asked to')))
    })
    died.catch(() => undefined) // rejects `startEngine` first; who cares later awaits it
  })
}
