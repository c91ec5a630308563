import { z } from 'zod'
import type { Service } from '../service.ts'
import { chatMessages, messagesField } from './chat-messages.ts'
import { checkModel } from './check-model.ts'
import { parseBody } from './parse-body.ts'
import type { PreparedGeneration } from './prepare-generation.ts'
import { prepareGeneration, refuseHopeless } from './prepare-generation.ts'
import { refuseUnsupported } from './refuse-unsupported.ts'
import { generationParameters, sharedFields } from './sampling-fields.ts'

const schema = z.object({
  ...sharedFields,
  messages: messagesField,
  max_completion_tokens: z.int().min(1).nullish(),
})

/** POST /v1/chat/completions. Without a limit the answer may fill the context. */
export function prepareChat(service: Service, body: Record<string, unknown>): PreparedGeneration {
  refuseUnsupported(body)
  const parsed = parseBody(schema, body)
  const model = checkModel(parsed.model, service.names)
  const messages = chatMessages(parsed.messages)
  const textBytes = messages.reduce((bytes, message) => bytes + Buffer.byteLength(message.content), 0)
  refuseHopeless(service, 'messages', textBytes)
  return prepareGeneration(service, {
    model,
    field: 'messages',
    prompt: service.tokenizer.encodeChat(messages, true),
    maxTokens: parsed.max_completion_tokens ?? parsed.max_tokens ?? null,
    parameters: generationParameters(parsed),
  })
}
