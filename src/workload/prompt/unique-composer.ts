import { type Rng, seededRng } from '../../core/rng.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Text of so many tokens for the request of that index. */
export type UniqueComposer = (index: number, tokens: number) => string

/** Texts of which any two differ within the first few words. */
export function uniqueComposer(vocabulary: Vocabulary, seed: number): UniqueComposer {
  const { words, starts, joiner } = vocabulary
  const rng = seededRng(seed).fork('prompts')
  const places = digitPlaces(vocabulary, rng)
  return (index, tokens) => {
    const start = startAt(starts, places[0]?.[index % starts.length] as number, tokens)
    const length = tokens - start.tokens + 1
    const parts = [start.word, ...digitWords(vocabulary, places.slice(1), Math.floor(index / starts.length))]
    parts.length = Math.min(parts.length, length)
    const body = rng.fork(index)
    while (parts.length < length) parts.push(words[body.below(words.length)] as string)
    return parts.join(joiner)
  }
}

/** Runs have fewer requests than this; the digits of an index below it are all written. */
export const mostRequests = 2 ** 26

/** A number as words, least digit first, one for each place. */
export function digitWords({ words }: Vocabulary, places: readonly (readonly number[])[], value: number): string[] {
  let rest = value
  return places.map((place) => {
    const word = words[place[rest % words.length] as number] as string
    rest = Math.floor(rest / words.length)
    return word
  })
}

/** For each digit of the index, which word stands for which value. */
function digitPlaces({ starts, words }: Vocabulary, rng: Rng): number[][] {
  const places = [shuffled(starts.length, rng.fork('digit 0'))]
  for (let span = starts.length; span < mostRequests; span *= words.length) {
    places.push(shuffled(words.length, rng.fork(`digit ${places.length}`)))
  }
  return places
}

/** 0 to n - 1 in random order (Fisher-Yates). */
export function shuffled(n: number, rng: Rng): number[] {
  const order = Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = rng.below(i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}

/** The start wanted, or the cheapest where that one is longer than the whole text may be (starts are cheapest first). */
export function startAt(starts: Vocabulary['starts'], wanted: number, tokens: number): Vocabulary['starts'][number] {
  const start = starts[wanted]
  return start !== undefined && start.tokens <= tokens ? start : (starts[0] as Vocabulary['starts'][number])
}
