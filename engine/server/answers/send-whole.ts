import type { ServerResponse } from 'node:http'
import { ApiError } from '../api-error.ts'
import type { PreparedGeneration } from '../requests/prepare-generation.ts'
import { sendError, sendJson } from '../send.ts'
import type { Service } from '../service.ts'
import type { AnswerShape } from './answer-shape.ts'
import { generate } from './generate.ts'
import { cancelOnLeave } from './send-stream.ts'

/** Sends an answer in one piece when it is complete. Throws only before anything is written. */
export function sendWhole(
  service: Service,
  prepared: PreparedGeneration,
  shape: AnswerShape,
  response: ServerResponse,
): void {
  let text = ''
  let ended = false
  const submission = generate(service, prepared, {
    step(step, completionTokens) {
      if (ended) return
      text += step.text
      if (step.finish === null) return
      ended = true
      const usage = { promptTokens: prepared.request.prompt.length, completionTokens }
      sendJson(response, 200, shape.whole(text, step.finish, usage))
    },
    failed(message) {
      if (ended) return
      ended = true
      sendError(response, new ApiError(500, message))
    },
  })
  cancelOnLeave(response, submission, () => ended)
}
