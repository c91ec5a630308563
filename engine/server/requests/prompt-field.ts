import { z } from 'zod'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import { invalid } from '../api-error.ts'

const ids = z.array(z.int().min(0))

/** A text, token ids, or a list with one of either. */
export const promptField = z.union([z.string(), ids, z.array(z.string()), z.array(ids)], {
  error: 'expected a text, a list of token ids, or a list with one of either',
})

/** The prompt's tokens. Throws 400 for none, or an id outside the vocabulary. */
export function promptIds(prompt: string | readonly number[], tokenizer: Tokenizer, addSpecial: boolean): number[] {
  const tokens = typeof prompt === 'string' ? tokenizer.encode(prompt, addSpecial) : [...prompt]
  const foreign = tokens.find((id) => id >= tokenizer.vocabSize)
  if (foreign !== undefined)
    throw invalid('prompt', `Token id ${foreign} is outside the vocabulary of ${tokenizer.vocabSize}.`)
  if (tokens.length === 0) throw invalid('prompt', 'The prompt is empty.')
  return tokens
}

/** The one prompt of the field. Throws 400 for more than one. */
export function singlePrompt(prompt: z.infer<typeof promptField>): string | readonly number[] {
  if (typeof prompt === 'string') return prompt
  const [first] = prompt
  if (first === undefined || typeof first === 'number') return prompt as number[]
  if (prompt.length > 1)
    throw invalid('prompt', `One prompt per request is supported, got ${prompt.length}.`, 'unsupported_parameter')
  return first
}
