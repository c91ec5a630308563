import type { Answer } from '../../src/clients/answer.ts'

/** What must hold of every answer, however its bytes came and wherever they ended; empty when all does. */
export function answerViolations(answer: Answer): string[] {
  const { at, tokens } = answer.events
  const sum = tokens.reduce((a, b) => a + b, 0)
  const faults: string[] = []
  const demand = (holds: boolean, what: string) => holds || faults.push(what)
  demand(at.length === tokens.length, 'as many times as counts')
  demand(
    at.every((time, i) => i === 0 || time >= (at[i - 1] as number)),
    'times never go back',
  )
  demand(answer.firstTokenAt === (at[0] ?? null), 'the first event is the first token')
  demand(answer.lastTokenAt === (at.at(-1) ?? null), 'the last event is the last token')
  demand(at.length === 0 || sum === answer.outputTokens, `tokens sum to the total (${sum} of ${answer.outputTokens})`)
  demand(at.length === 0 || sum === 0 || (tokens[0] as number) >= 1, 'the first event has a token')
  demand((answer.outputTokens === null) === (answer.countedBy === null), 'a count has a source')
  demand(answer.firstVisibleAt === null || at.includes(answer.firstVisibleAt), 'the first visible token is an event')
  demand(
    answer.firstTokenAt === null || answer.firstChunkAt === null || answer.firstChunkAt <= answer.firstTokenAt,
    'bytes before tokens',
  )
  demand(answer.outcome.kind !== 'ok' || at.length > 0, 'an answer has a token')
  demand(answer.outcome.kind === 'ok' || answer.outcome.detail !== '', 'a failure says what it is')
  return faults
}
