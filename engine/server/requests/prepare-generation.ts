import type { GenerationRequest } from '../../runtime/generation-request.ts'
import { ApiError, invalid } from '../api-error.ts'
import type { Service } from '../service.ts'
import type { GenerationParameters } from './sampling-fields.ts'

/** A generation ready to submit, and how its answer is to be told. */
export interface PreparedGeneration {
  readonly model: string
  readonly parameters: GenerationParameters
  readonly request: Omit<GenerationRequest, 'id'>
}

/** Fills in lengths, seed and stop tokens. `field`: where the prompt came from, for the 400 when it does not fit. */
export function prepareGeneration(
  service: Service,
  input: {
    readonly model: string
    readonly field: 'prompt' | 'messages'
    readonly prompt: readonly number[]
    /** Null: as many as fit. */
    readonly maxTokens: number | null
    readonly parameters: GenerationParameters
  },
): PreparedGeneration {
  const { prompt, parameters, field } = input
  const context = service.engine.facts.limits.maxSequenceTokens
  const maxNewTokens = input.maxTokens ?? context - prompt.length
  if (prompt.length + Math.max(1, maxNewTokens) > context)
    throw tooLong(field, context, `${prompt.length}`, input.maxTokens)
  if (parameters.minTokens > maxNewTokens)
    throw invalid('min_tokens', `min_tokens must be at most max_tokens ${maxNewTokens}, got ${parameters.minTokens}.`)
  const stopIds = [...(parameters.ignoreEos ? [] : service.tokenizer.stopIds), ...parameters.stopTokenIds]
  const { temperature, topK, topP, seed } = parameters
  return {
    model: input.model,
    parameters,
    request: {
      prompt: Int32Array.from(prompt),
      maxNewTokens,
      minNewTokens: parameters.minTokens,
      stopIds,
      sampling: { temperature, topK, topP, seed: seed ?? service.newSeed() },
    },
  }
}

/**
 * Refuses a text that cannot fit before it is tokenized: a token covers at most `longestTokenBytes`, and tokenizing megabytes to find
 * that out would hold up everyone else's tokens.
 */
export function refuseHopeless(service: Service, field: 'prompt' | 'messages', textBytes: number): void {
  const context = service.engine.facts.limits.maxSequenceTokens
  const least = Math.ceil(textBytes / service.tokenizer.longestTokenBytes)
  if (least > context) throw tooLong(field, context, `at least ${least}`, null)
}

function tooLong(field: string, context: number, promptTokens: string, maxTokens: number | null): ApiError {
  const wanted = maxTokens === null ? '' : ` and asked for ${maxTokens} in the completion`
  return invalid(
    field,
    `This model's maximum context length is ${context} tokens. Your ${field} came to ${promptTokens} tokens${wanted}. Please reduce the length of the ${field} or the completion.`,
    'context_length_exceeded',
  )
}
