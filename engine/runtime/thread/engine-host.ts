import type { KernelReport } from '../../telemetry/kernel-report.ts'
import type { EngineLoop } from '../engine-loop.ts'
import type { FromEngine, ToEngine } from './messages.ts'

/** The engine's side of the conversation: takes messages between steps, sends the tokens of each step in one message. */
export interface EngineHost {
  /** False when the message asks to close. */
  handle(message: ToEngine): boolean
  /** Runs one step when there is work; false when there is none. */
  turn(): boolean
}

/** A host over `loop`; `post` sends a message, taking over the buffers in it; `phases` tells what all steps so far did. */
export function createEngineHost(
  loop: EngineLoop,
  post: (message: FromEngine) => void,
  phases: () => KernelReport['phases'],
): EngineHost {
  return {
    handle(message) {
      if (message.kind === 'close') return false
      if (message.kind === 'cancel') {
        loop.cancel(message.id)
        return true
      }
      if (message.kind === 'kernels') {
        post({ kind: 'kernels', phases: phases() })
        return true
      }
      const refusal = loop.submit(message.request)
      if (refusal !== null) post({ kind: 'refused', id: message.request.id, refusal })
      return true
    },
    turn() {
      if (loop.idle) return false
      const events = loop.step()
      if (events.count > 0) post({ kind: 'tokens', events: events.data.slice(0, 3 * events.count) })
      return true
    },
  }
}
