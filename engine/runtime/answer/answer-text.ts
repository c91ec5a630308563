import type { Detokenizer } from '../../tokenizer/tokenizer.ts'
import type { FinishCode } from '../generation-request.ts'
import { finishCodes } from '../generation-request.ts'
import { createStopMatcher } from './stop-matcher.ts'

export type FinishReason = 'stop' | 'length'

/** What one token does to the answer. `finish` null: the answer goes on. */
export interface AnswerStep {
  readonly text: string
  readonly finish: FinishReason | null
}

/** Turns the tokens of one answer into text, ends it at stop strings; runs on the HTTP thread. */
export interface AnswerText {
  readonly tokens: number
  push(token: number, finish: FinishCode): AnswerStep
}

/** Stop strings that end before token `minTokens` are ordinary text. A stop token gives no text of its own. */
export function createAnswerText(options: {
  readonly detokenizer: Detokenizer
  readonly stops: readonly string[]
  readonly minTokens: number
}): AnswerText {
  const { detokenizer } = options
  const matcher = createStopMatcher(options.stops)
  let tokens = 0
  const matched = (text: string) => {
    if (options.stops.length === 0) return { text, stopped: false }
    if (tokens < options.minTokens) return { text: matcher.end() + text, stopped: false }
    return matcher.push(text)
  }
  return {
    get tokens() {
      return tokens
    },
    push(token, finish) {
      tokens++
      const { text, stopped } = matched(finish === finishCodes.stop ? '' : detokenizer.push(token))
      if (stopped) return { text, finish: 'stop' }
      if (finish === finishCodes.none) return { text, finish: null }
      const rest = matched(detokenizer.end())
      if (rest.stopped) return { text: text + rest.text, finish: 'stop' }
      return { text: text + rest.text + matcher.end(), finish: finish === finishCodes.stop ? 'stop' : 'length' }
    },
  }
}
