import type { FinishCode, GenerationRequest } from './generation-request.ts'
import { finishCodes } from './generation-request.ts'

/** A request in the engine: all its tokens in one array made once. */
export interface ActiveRequest {
  readonly request: GenerationRequest
  /** Prompt, then answer; room for `maxNewTokens`. */
  readonly tokens: Int32Array
  generated: number
  /** Tokens that were in the cache once, whether or not they still are. */
  computed: number
}

/** Takes a request in; copies its prompt. */
export function activate(request: GenerationRequest): ActiveRequest {
  const tokens = new Int32Array(request.prompt.length + request.maxNewTokens)
  tokens.set(request.prompt)
  return { request, tokens, generated: 0, computed: 0 }
}

/** Adds a sampled token; says whether the answer ends with it. */
export function accept(active: ActiveRequest, token: number): FinishCode {
  const { request } = active
  active.tokens[request.prompt.length + active.generated] = token
  active.generated++
  if (active.generated >= request.minNewTokens && request.stopIds.includes(token)) return finishCodes.stop
  return active.generated >= request.maxNewTokens ? finishCodes.length : finishCodes.none
}
