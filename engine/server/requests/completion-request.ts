import { z } from 'zod'
import type { Service } from '../service.ts'
import { checkModel } from './check-model.ts'
import { parseBody } from './parse-body.ts'
import type { PreparedGeneration } from './prepare-generation.ts'
import { prepareGeneration, refuseHopeless } from './prepare-generation.ts'
import { promptField, promptIds, singlePrompt } from './prompt-field.ts'
import { refuseUnsupported } from './refuse-unsupported.ts'
import { generationParameters, sharedFields } from './sampling-fields.ts'

const schema = z.object({
  ...sharedFields,
  prompt: promptField,
  /** vLLM's: false leaves BOS out. */
  add_special_tokens: z.boolean().nullish(),
})

const defaultMaxTokens = 16 // OpenAI's, for this endpoint

/** POST /v1/completions. */
export function prepareCompletion(service: Service, body: Record<string, unknown>): PreparedGeneration {
  refuseUnsupported(body)
  const parsed = parseBody(schema, body)
  const model = checkModel(parsed.model, service.names)
  const prompt = singlePrompt(parsed.prompt)
  if (typeof prompt === 'string') refuseHopeless(service, 'prompt', Buffer.byteLength(prompt))
  return prepareGeneration(service, {
    model,
    field: 'prompt',
    prompt: promptIds(prompt, service.tokenizer, parsed.add_special_tokens ?? true),
    maxTokens: parsed.max_tokens ?? defaultMaxTokens,
    parameters: generationParameters(parsed),
  })
}
