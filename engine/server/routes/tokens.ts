import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { ApiError, invalid } from '../api-error.ts'
import { readJson } from '../read-json.ts'
import { chatMessages, messagesField } from '../requests/chat-messages.ts'
import { checkModel } from '../requests/check-model.ts'
import { parseBody } from '../requests/parse-body.ts'
import { sendJson } from '../send.ts'
import type { Service } from '../service.ts'

const tokenizeSchema = z.object({
  model: z.string().optional(),
  prompt: z.string().optional(),
  messages: messagesField.optional(),
  add_special_tokens: z.boolean().default(true),
  add_generation_prompt: z.boolean().default(true),
})

const detokenizeSchema = z.object({ model: z.string().optional(), tokens: z.array(z.int().min(0)) })

/** POST /tokenize, in vLLM's shape: exactly the ids that a completion or chat request of the same content would run. */
export async function tokenize(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = parseBody(tokenizeSchema, await readJson(request))
  if (body.model !== undefined) checkModel(body.model, service.names)
  const tokens = tokensOf(service, body)
  const { limits } = service.engine.facts
  sendJson(response, 200, JSON.stringify({ count: tokens.length, max_model_len: limits.maxSequenceTokens, tokens }))
}

function tokensOf(service: Service, body: z.infer<typeof tokenizeSchema>): number[] {
  if (body.messages !== undefined)
    return service.tokenizer.encodeChat(chatMessages(body.messages), body.add_generation_prompt)
  if (body.prompt !== undefined) return service.tokenizer.encode(body.prompt, body.add_special_tokens)
  throw new ApiError(400, 'Either prompt or messages must be given.', { param: 'prompt' })
}

/** POST /detokenize, in vLLM's shape. */
export async function detokenize(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = parseBody(detokenizeSchema, await readJson(request))
  if (body.model !== undefined) checkModel(body.model, service.names)
  const foreign = body.tokens.find((id) => id >= service.tokenizer.vocabSize)
  if (foreign !== undefined)
    throw invalid('tokens', `Token id ${foreign} is outside the vocabulary of ${service.tokenizer.vocabSize}.`)
  sendJson(response, 200, JSON.stringify({ prompt: service.tokenizer.decode(body.tokens) }))
}
