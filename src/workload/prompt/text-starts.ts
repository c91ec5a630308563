import type { Tokenizer } from '../../core/tokenizer.ts'

/** A word to begin a text with, and its tokens there. */
export interface Start {
  readonly word: string
  readonly tokens: number
}

interface Words {
  readonly joiner: string
  readonly words: readonly string[]
  readonly exact: boolean
}

/** As many as let three words tell any two requests of a run apart; more are not asked for. */
const mostStarts = 200
/** Words that are asked after at most, each by a question of its own: a text has but one beginning. */
export const mostStartQuestions = 256
/** Fewer words of one token than this make poor beginnings: longer ones are taken too. */
const enough = 16
/** How many questions are open at a time: a server answers several at once, a local tokenizer does not mind. */
const atOnce = 16

/** Words to begin a text with, those of one token where there are enough, else the cheapest first. Not empty where there are words. */
export async function findStarts(tokenizer: Tokenizer, found: Words): Promise<readonly Start[]> {
  const starts: Start[] = []
  const asked = spread(found.words, mostStartQuestions)
  for (let from = 0; from < asked.length && starts.filter(isSingle).length < mostStarts; from += atOnce)
    starts.push(...(await Promise.all(asked.slice(from, from + atOnce).map((word) => startOf(tokenizer, word, found)))))
  const single = starts.filter(isSingle)
  return single.length >= enough ? single.slice(0, mostStarts) : starts.sort((a, b) => a.tokens - b.tokens)
}

const isSingle = ({ tokens }: Start) => tokens === 1

/** So many of the values, evenly from the first to the last. */
function spread<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values
  return Array.from({ length: most }, (_, i) => values[Math.floor((i * values.length) / most)] as T)
}

/** Where words have a cost, what this one costs before another one; else what it costs alone. */
async function startOf(tokenizer: Tokenizer, word: string, found: Words): Promise<Start> {
  if (!found.exact) return { word, tokens: Math.max(1, (await tokenizer.encode(word)).length) }
  const follower = found.words.find((other) => other !== word) ?? word
  const ids = await tokenizer.encode(`${word}${found.joiner}${follower}`)
  return { word, tokens: ids.length - 1 }
}
