import type { Refusal, SchedulerLimits } from './scheduler.ts'

/**
 * Whether a request must be refused at once. `live`: requests running and waiting. Pure, so that the HTTP thread can answer
 * before the engine's thread has seen the request.
 */
export function refusalOf(
  limits: SchedulerLimits,
  request: { readonly promptTokens: number; readonly maxNewTokens: number },
  live: number,
): Refusal | null {
  const tokens = request.promptTokens + request.maxNewTokens
  if (tokens > limits.maxSequenceTokens) return { kind: 'too-long', tokens, limitTokens: limits.maxSequenceTokens }
  const limitRequests = limits.maxSequences + limits.maxQueue
  return live >= limitRequests ? { kind: 'queue-full', limitRequests } : null
}
