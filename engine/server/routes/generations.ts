import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnswerHead, AnswerShape } from '../answers/answer-shape.ts'
import { chatShape } from '../answers/chat-shape.ts'
import { completionShape } from '../answers/completion-shape.ts'
import { sendStream } from '../answers/send-stream.ts'
import { sendWhole } from '../answers/send-whole.ts'
import { ApiError } from '../api-error.ts'
import { readJson } from '../read-json.ts'
import { prepareChat } from '../requests/chat-request.ts'
import { prepareCompletion } from '../requests/completion-request.ts'
import type { PreparedGeneration } from '../requests/prepare-generation.ts'
import type { Service } from '../service.ts'

/** POST /v1/chat/completions */
export function chatCompletions(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return answer(service, request, response, { prefix: 'chatcmpl', prepare: prepareChat, shape: chatShape })
}

/** POST /v1/completions */
export function completions(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return answer(service, request, response, { prefix: 'cmpl', prepare: prepareCompletion, shape: completionShape })
}

async function answer(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  endpoint: {
    readonly prefix: string
    readonly prepare: (service: Service, body: Record<string, unknown>) => PreparedGeneration
    readonly shape: (head: AnswerHead) => AnswerShape
  },
): Promise<void> {
  const body = await readJson(request)
  try {
    const prepared = endpoint.prepare(service, body)
    const { stream, includeUsage } = prepared.parameters
    const shape = endpoint.shape({
      id: `${endpoint.prefix}-${service.newId()}`,
      created: service.unixSeconds(),
      model: prepared.model,
      fingerprint: service.fingerprint,
      includeUsage,
    })
    if (stream) sendStream(service, prepared, shape, response)
    else sendWhole(service, prepared, shape, response)
  } catch (error) {
    if (error instanceof ApiError) service.requests.count('refused')
    throw error
  }
}
