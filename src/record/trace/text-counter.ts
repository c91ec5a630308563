import type { Tokenizer } from '../../core/tokenizer.ts'

/**
 * Counts the tokens of texts of any kind. Tokenizers take a time that grows with the square of the longest run of letters, digits, spaces or
 * signs, in which they look for nothing to part it: 4,000 letters without a break take a second, a picture in base64 takes hours. Runs longer
 * than any word are therefore cut, which makes them a token or so longer at each cut; all other texts are counted as a whole.
 */
export async function countTokens(tokenizer: Pick<Tokenizer, 'encode'>, texts: readonly string[]): Promise<number> {
  let tokens = 0
  for (const text of texts) for (const part of parts(text)) tokens += (await tokenizer.encode(part)).length
  return tokens
}

/** Code points of a run that stay together. */
export const longestRun = 128

const anyOf = (characters: string) => `[${characters}]{${longestRun + 1},}`
const longRuns = new RegExp(['\\p{L}\\p{M}', '\\p{N}', '\\s', '^\\s\\p{L}\\p{M}\\p{N}'].map(anyOf).join('|'), 'gu')

function* parts(text: string): Generator<string> {
  let from = 0
  for (const { 0: run, index } of text.matchAll(longRuns)) {
    let at = index
    let length = 0
    for (const point of run) {
      if (length++ % longestRun === 0 && at > from) {
        yield text.slice(from, at)
        from = at
      }
      at += point.length
    }
  }
  if (from < text.length) yield text.slice(from)
}
