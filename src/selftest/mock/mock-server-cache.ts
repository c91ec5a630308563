/** What is made once for each kind of request, so that making it delays neither arrivals nor writes. */
import { type MockRequest, type MockStep, responseHead, streamSteps, wholeAnswer } from './mock-server-answer.ts'
import { type MockSpec, mockSpec } from './mock-server-spec.ts'

const specs = new Map<string, MockSpec>()
const steps = new Map<string, readonly MockStep[]>()
const answers = new Map<string, Buffer>()

/** How a model answers. */
export function specOf(model: string): MockSpec {
  return remembered(specs, model, () => mockSpec(model))
}

/** The plan of a streamed answer. */
export function stepsOf(spec: MockSpec, model: string, request: MockRequest): readonly MockStep[] {
  return remembered(steps, keyOf(spec, model, request), () => streamSteps(spec, request))
}

/** A complete answer with its head. */
export function fastAnswer(spec: MockSpec, model: string, request: MockRequest): Buffer {
  return remembered(answers, keyOf(spec, model, request), () => {
    if (request.stream) return Buffer.concat(streamSteps(spec, request).flatMap(({ bytes }) => bytes))
    const body = Buffer.from(JSON.stringify(wholeAnswer(spec, request)))
    return Buffer.concat([responseHead(200, 'application/json', spec, body.length), body])
  })
}

function keyOf(spec: MockSpec, model: string, request: MockRequest): string {
  const { stream, chat, maxTokens, promptTokens, wantsUsage, number } = request
  return `${model} ${stream} ${chat} ${maxTokens} ${promptTokens} ${wantsUsage} ${number % spec.every === 0}`
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}
