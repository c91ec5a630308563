import type { Tokenizer } from '../../core/tokenizer.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface RepairedPrompt {
  readonly text: string
  /** Whether the text has exactly the tokens asked for; otherwise it is the nearest that was found. */
  readonly isExact: boolean
}

/** Rounds of adding and taking words; a vocabulary of nearly constant costs needs two or three. */
const mostRounds = 12

/** Letters that are taken from a text that is a little too long: the longest word. */
const mostLetters = 10

/**
 * Brings a text to exactly `tokens`: words are added or taken at its end by the number that is missing or too many, and where
 * no number of whole words fits, single letters are taken from the shortest text that was too long. Encodes once a step.
 */
export async function repairPrompt(
  tokenizer: Tokenizer,
  { words, joiner }: Pick<Vocabulary, 'words' | 'joiner'>,
  text: string,
  tokens: number,
): Promise<RepairedPrompt> {
  const excessOf = async (candidate: string) => (await tokenizer.encode(candidate)).length - tokens
  const parts = joiner === '' ? [...text] : text.split(joiner)
  let nearest = { text, excess: Number.POSITIVE_INFINITY }
  let tooLong: string | null = null
  for (let round = 0; round < mostRounds; round++) {
    const candidate = parts.join(joiner)
    const excess = await excessOf(candidate)
    if (excess === 0) return { text: candidate, isExact: true }
    if (Math.abs(excess) < Math.abs(nearest.excess)) nearest = { text: candidate, excess }
    if (excess > 0 && candidate.length < (tooLong?.length ?? Infinity)) tooLong = candidate
    const tokensPerWord = Math.max(1, (tokens + excess) / parts.length)
    const change = Math.sign(excess) * Math.max(1, Math.floor(Math.abs(excess) / tokensPerWord))
    if (change > 0) parts.splice(Math.max(1, parts.length - change))
    for (let i = change; i < 0; i++) parts.push(words[(parts.length * 31 + round * 17) % words.length] as string)
  }
  for (let cut = 1; tooLong !== null && cut <= Math.min(mostLetters, tooLong.length - 1); cut++) {
    const candidate = tooLong.slice(0, -cut)
    const excess = /\s$/.test(candidate) ? null : await excessOf(candidate) // chat templates trim their contents
    if (excess === 0) return { text: candidate, isExact: true }
  }
  return { text: nearest.text, isExact: false }
}
