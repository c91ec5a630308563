import type { Answer } from '../../clients/answer.ts'
import type { RawExchange } from '../../clients/client.ts'
import { type AnswerContext, readAnswer } from '../../clients/read-answer.ts'

/** As `readAnswer`; a fault of ours must not lose the request: it becomes a failed record that says so. */
export function readSafely(raw: RawExchange, context: AnswerContext): Answer {
  try {
    return readAnswer(raw, context)
  } catch (error) {
    const detail = `the answer could not be read: ${(error as Error).message.split('\n')[0]}`
    const failure = { kind: 'malformed', detail } as const
    const nothing = { body: new Uint8Array(0), readEnds: new Uint32Array(0), readAt: new Float64Array(0) }
    return readAnswer({ ...raw, ...nothing, status: null, failure }, context)
  }
}
