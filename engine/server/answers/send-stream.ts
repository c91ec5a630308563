/**
 * One server-sent event per token, handed to the socket when the token comes. A token without visible text (half a
 * character, text held back for a stop string) still has its event, with empty text: whoever times tokens sees each.
 * The role goes out together with the first token, not earlier: an event that carries nothing must not look like one.
 */
import type { ServerResponse } from 'node:http'
import type { Submission } from '../../runtime/thread/engine-client.ts'
import { ApiError, errorBody } from '../api-error.ts'
import type { PreparedGeneration } from '../requests/prepare-generation.ts'
import type { Service } from '../service.ts'
import type { AnswerShape } from './answer-shape.ts'
import { generate } from './generate.ts'

/** A client that takes its events this slowly is let go: the bytes would pile up here. */
const mostUnsentBytes = 4 * 1024 * 1024

/** Streams an answer; the response is the callee's from here on. Throws only before anything is written. */
export function sendStream(
  service: Service,
  prepared: PreparedGeneration,
  shape: AnswerShape,
  response: ServerResponse,
): void {
  let opening = shape.opening === null ? '' : event(shape.opening)
  let ended = false
  const submission = generate(service, prepared, {
    step(step, completionTokens) {
      if (ended) return
      const { finish } = step
      let events = opening + (finish === null || step.text !== '' ? event(shape.text(step.text)) : '')
      opening = ''
      if (finish !== null) {
        const usage = { promptTokens: prepared.request.prompt.length, completionTokens }
        events += event(shape.finish(finish))
        if (prepared.parameters.includeUsage) events += event(shape.usage(usage))
        ended = true
        response.end(`${events}data: [DONE]\n\n`)
      } else {
        response.write(events)
        if (response.writableLength > mostUnsentBytes) response.destroy()
      }
    },
    failed(message) {
      if (ended) return
      ended = true
      response.end(event(errorBody(new ApiError(500, message))))
    },
  })
  begin(response)
  cancelOnLeave(response, submission, () => ended)
}

function begin(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no', // reverse proxies must not collect events
  })
  response.flushHeaders()
}

/** Ends the generation when the connection goes before the answer did. */
export function cancelOnLeave(response: ServerResponse, submission: Submission, ended: () => boolean): void {
  response.once('close', () => {
    if (!ended()) submission.cancel()
  })
}

function event(json: string): string {
  return `data: ${json}\n\n`
}
