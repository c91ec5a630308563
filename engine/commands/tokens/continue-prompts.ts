import type { ExecutableModel } from '../../backends/backend.ts'
import { EngineError } from '../../engine-error.ts'
import { createEngineLoop } from '../../runtime/engine-loop.ts'
import type { GenerationRequest } from '../../runtime/generation-request.ts'
import type { EngineFacts } from '../../runtime/setup/engine-facts.ts'
import { monotonicClock } from '../../telemetry/clock.ts'
import { stepCounterMemory, stepCountersIn } from '../../telemetry/step-counters.ts'

/** The new tokens of the first request, the others running beside it until it ends. `EngineError('usage')` for one that cannot fit. */
export function continuePrompts(
  executable: ExecutableModel,
  facts: EngineFacts,
  requests: readonly GenerationRequest[],
): readonly number[] {
  const counters = stepCountersIn(stepCounterMemory())
  const loop = createEngineLoop({ ...facts, model: executable, counters, nowNs: monotonicClock() })
  for (const request of requests) {
    if (loop.submit(request) === null) continue
    const wanted = `${request.prompt.length} + ${request.maxNewTokens}`
    const most = facts.limits.maxSequenceTokens
    throw new EngineError('usage', `prompt and answer: expected at most ${most} tokens, got ${wanted}`)
  }
  const tokens: number[] = []
  let ended = false
  while (!ended) {
    const { count, data } = loop.step()
    for (let i = 0; i < count; i++) {
      if (data[3 * i] !== requests[0]?.id) continue
      tokens.push(data[3 * i + 1] as number)
      ended = data[3 * i + 2] !== 0
    }
  }
  return tokens
}
