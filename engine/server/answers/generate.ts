import type { AnswerStep } from '../../runtime/answer/answer-text.ts'
import { createAnswerText } from '../../runtime/answer/answer-text.ts'
import type { Submission } from '../../runtime/thread/engine-client.ts'
import type { Refusal } from '../../scheduler/scheduler.ts'
import { ApiError } from '../api-error.ts'
import type { PreparedGeneration } from '../requests/prepare-generation.ts'
import { nsToSeconds } from '../../units.ts'
import type { Service } from '../service.ts'

/** Who hears of an answer. After a step with `finish`, or `failed`, nothing more comes. */
export interface AnswerListener {
  step(step: AnswerStep, completionTokens: number): void
  failed(message: string): void
}

/** Submits a generation. Throws `ApiError` 400 or 429 when it is refused; cancel when the client has left. */
export function generate(service: Service, prepared: PreparedGeneration, listener: AnswerListener): Submission {
  const startedNs = service.nowNs()
  const { request, parameters } = prepared
  const answer = createAnswerText({
    detokenizer: service.tokenizer.detokenizer([...request.prompt]),
    stops: parameters.stops,
    minTokens: parameters.minTokens,
  })
  let submission: Submission | null = null
  const submitted = service.engine.submit(request, {
    token(id, finish) {
      const step = answer.push(id, finish)
      if (step.finish !== null) {
        submission?.cancel() // a stop string ends the answer here; the engine does not know it
        service.requests.count(step.finish)
      }
      listener.step(step, answer.tokens)
      if (answer.tokens === 1) service.requests.ttftSeconds.record(nsToSeconds(service.nowNs() - startedNs))
    },
    failed(message) {
      service.requests.count('error')
      listener.failed(message)
    },
  })
  if ('kind' in submitted) throw refusalError(service, submitted)
  submission = submitted
  return {
    cancel() {
      service.requests.count('abort')
      submitted.cancel()
    },
  }
}

function refusalError(service: Service, refusal: Refusal): ApiError {
  if (refusal.kind === 'too-long')
    return new ApiError(400, `The request needs ${refusal.tokens} tokens of ${refusal.limitTokens}.`, {
      code: 'context_length_exceeded',
    })
  const message = `The server has ${refusal.limitRequests} requests running or waiting and takes no more.`
  return new ApiError(429, message, {
    type: 'rate_limit_error',
    code: 'queue_full',
    headers: { 'retry-after': String(retryAfterSeconds(service)) },
  })
}

/** About how long a place in the queue takes to come free: the requests waiting over the rate at which they end, 1 to 60 s. */
function retryAfterSeconds(service: Service): number {
  const { engine, requests } = service
  const ended = requests.total('stop') + requests.total('length')
  const busySeconds = nsToSeconds(engine.counters.get('nativeNs') + engine.counters.get('otherNs'))
  if (ended === 0 || busySeconds === 0) return 1
  return Math.min(60, Math.max(1, Math.ceil((engine.live * busySeconds) / ended / 10))) // a tenth of the queue
}
