import { type Rng, seededRng } from '../../core/rng.ts'
import type { Segment } from './segment.ts'
import { digitWords, mostRequests, shuffled, startAt } from './unique-composer.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Writes prompts that share what their segments share. A stream is an endless text of words, a function of seed and stream alone;
 * it begins with its number in digits, so that two streams differ within the first few words and prompts part where their
 * segments do. What the segments leave over is the request's own, and begins with the request's number in the same way.
 */
export function segmentComposer(
  vocabulary: Vocabulary,
  seed: number,
): (segments: readonly Segment[], index: number, tokens: number) => string {
  const { starts, joiner } = vocabulary
  const rng = seededRng(seed).fork('streams')
  const places = digitPlaces(vocabulary, rng.fork('digits'))
  const first = shuffled(starts.length, rng.fork('starts'))
  const streams = streamTexts(vocabulary, places, rng)
  return (segments, index, tokens) => {
    const parts: string[] = []
    let rest = tokens
    for (const { stream, tokens: asked } of segments) {
      const taken = Math.min(asked, rest)
      parts.push(...streams(stream, taken))
      rest -= taken
    }
    if (rest > 0) {
      parts.push(...digitWords(vocabulary, places, ownNumber(index)).slice(0, rest))
      const own = rng.fork('own').fork(index)
      while (parts.length < tokens) parts.push(wordOf(vocabulary, own))
    }
    const number = segments[0] === undefined ? ownNumber(index) : streamNumber(segments[0].stream)
    const start = startAt(starts, first[number % starts.length] as number, tokens)
    return [start.word, ...parts.slice(start.tokens)].join(joiner)
  }
}

/** Streams and what is a request's own are numbered apart. */
const streamNumber = (stream: number): number => 2 * stream
const ownNumber = (index: number): number => 2 * index + 1

const wordOf = ({ words }: Vocabulary, rng: Rng): string => words[rng.below(words.length)] as string

/** Words kept of streams written before: a conversation's next turn needs its whole stream again. */
const mostKeptWords = 4_000_000

/** The first words of a stream. */
function streamTexts(vocabulary: Vocabulary, places: readonly (readonly number[])[], rng: Rng) {
  const kept = new Map<number, { readonly words: string[]; readonly rng: Rng }>()
  let keptWords = 0
  return (stream: number, tokens: number): string[] => {
    const known = kept.get(stream) ?? {
      words: digitWords(vocabulary, places, streamNumber(stream)),
      rng: rng.fork(stream),
    }
    const before = kept.has(stream) ? known.words.length : 0
    while (known.words.length < tokens) known.words.push(wordOf(vocabulary, known.rng))
    keptWords += known.words.length - before
    if (keptWords > mostKeptWords) {
      kept.clear()
      keptWords = known.words.length
    }
    kept.set(stream, known)
    return known.words.slice(0, tokens)
  }
}

/** For each digit of a stream's or request's number, which word stands for which value. */
function digitPlaces({ words }: Vocabulary, rng: Rng): number[][] {
  const places: number[][] = []
  for (let span = 1; span < 2 * mostRequests; span *= words.length) {
    places.push(shuffled(words.length, rng.fork(`digit ${places.length}`)))
  }
  return places
}
