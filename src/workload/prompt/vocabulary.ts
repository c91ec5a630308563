import type { Tokenizer } from '../../core/tokenizer.ts'
import { findStarts, mostStartQuestions, type Start } from './text-starts.ts'
import { characters, words } from './words.ts'

/**
 * Finds words that cost exactly one token each wherever they stand in a text, by asking the tokenizer and nothing else, so that
 * byte-level BPE, sentencepiece, unigram and word-piece vocabularies (and those of a server) are handled alike.
 *
 * One call settles a whole chunk of candidates: they are encoded with an anchor word between them (`the the apple the river the ...`). The
 * anchor's id parts the ids again, and a candidate with one id between two anchors is a word of one token. A second text of
 * all the words found, in another order, must then have exactly their ids; only then is the vocabulary `exact`. What a word
 * costs as the first of a text is asked for apart, as a text has but one beginning: many vocabularies have different tokens for it there.
 *
 * However large or strange the vocabulary, no more than `mostQuestions` are asked: of each kind of text 32 for an anchor, 256 for its words
 * and 10 to hold them to their order, and 256 for beginnings. Most vocabularies take some 230.
 */
export interface Vocabulary {
  /** Stands between two words. */
  readonly joiner: string
  /** One token each after another word (when `exact`). */
  readonly words: readonly string[]
  /** Words to begin a text with, and their tokens there. Not empty. */
  readonly starts: readonly Start[]
  /** Whether token counts of joined words can be summed; otherwise every text has to be encoded to know its length. */
  readonly exact: boolean
}

const kinds = [
  { joiner: ' ', candidates: words },
  { joiner: '', candidates: characters },
  { joiner: '\n', candidates: words },
] as const

/** Fewer words than this make poor prompts: another kind of text is tried before they are used. */
const enough = 16

/** The best vocabulary for a tokenizer, after `mostQuestions` at most; never fails unless the tokenizer does. */
export async function findVocabulary(tokenizer: Tokenizer): Promise<Vocabulary> {
  let best: (Candidates & { readonly exact: boolean }) | null = null
  for (const { joiner, candidates } of kinds) {
    const found = await oneTokenWords(tokenizer, joiner, candidates)
    if (found.words.length < 2) continue
    const exact = await hasExpectedIds(tokenizer, found)
    if (best === null || isBetter({ ...found, exact }, best)) best = { ...found, exact }
    if (best.exact && best.words.length >= enough) break
  }
  const found = best ?? { joiner: ' ', words, ids: [], exact: false }
  return { joiner: found.joiner, words: found.words, starts: await findStarts(tokenizer, found), exact: found.exact }
}

type Quality = Pick<Vocabulary, 'words' | 'exact'>

/** Exactness counts more than the number of words. */
const isBetter = (a: Quality, b: Quality): boolean => (a.exact === b.exact ? a.words.length > b.words.length : a.exact)

interface Candidates {
  readonly joiner: string
  readonly words: readonly string[]
  readonly ids: readonly number[]
}

async function oneTokenWords(tokenizer: Tokenizer, joiner: string, candidates: readonly string[]): Promise<Candidates> {
  const anchor = await findAnchor(tokenizer, joiner, candidates)
  if (anchor === null) return { joiner, words: [], ids: [] }
  const others = candidates.filter((word) => word !== anchor.word)
  const found: Word[] = []
  const asking = { tokenizer, joiner, anchor, left: mostPartings }
  // One after another: which words are left out when there are no more questions must not depend on who answers first.
  for (const some of inChunks(others, chunk)) found.push(...(await partedBy(asking, some)))
  const distinct = found.filter(({ id }, i) => id !== anchor.id && found.findIndex((other) => other.id === id) === i)
  return {
    joiner,
    words: [anchor.word, ...distinct.map(({ word }) => word)],
    ids: [anchor.id, ...distinct.map(({ id }) => id)],
  }
}

interface Word {
  readonly word: string
  readonly id: number
}

/** A tokenizer to which none of so many common words is one token has none worth looking for (or does not repeat its ids at all). */
const mostAnchors = 32

/** A word that is one and the same token each time it is repeated. */
async function findAnchor(tokenizer: Tokenizer, joiner: string, candidates: readonly string[]): Promise<Word | null> {
  for (const word of candidates.slice(0, mostAnchors)) {
    const ids = await tokenizer.encode(Array(5).fill(word).join(joiner))
    const repeated = ids.slice(-4)
    const id = repeated[0]
    if (id !== undefined && repeated.length === 4 && repeated.every((other) => other === id)) {
      const isPiece = ids.length > 6 // the word takes several tokens, of which the last happens to repeat
      if (!isPiece) return { word, id }
    }
  }
  return null
}

interface Asking {
  readonly tokenizer: Tokenizer
  readonly joiner: string
  readonly anchor: Word
  /** Questions that may still be asked. */
  left: number
}

/** Words of one token among the candidates; those that it takes too many questions to tell apart are left out. */
async function partedBy(asking: Asking, candidates: readonly string[]): Promise<Word[]> {
  if (candidates.length === 0 || asking.left === 0) return []
  asking.left--
  const { tokenizer, joiner, anchor } = asking
  const text = [anchor.word, anchor.word, ...candidates.flatMap((word) => [word, anchor.word])].join(joiner)
  const ids = await tokenizer.encode(text)
  const parts = splitBy(afterAnchors(ids, anchor.id), anchor.id)
  if (parts.length === candidates.length) {
    return candidates.flatMap((word, i) => (parts[i]?.length === 1 ? [{ word, id: parts[i]?.[0] as number }] : []))
  }
  if (candidates.length === 1) return []
  const middle = candidates.length >> 1
  const low = await partedBy(asking, candidates.slice(0, middle))
  return [...low, ...(await partedBy(asking, candidates.slice(middle)))]
}

/** What follows the two anchors at the beginning, of which the first may have other ids than later ones have. */
function afterAnchors(ids: readonly number[], anchor: number): readonly number[] {
  const first = ids.indexOf(anchor)
  return ids.slice(first + (ids[first + 1] === anchor ? 2 : 1))
}

/** Runs of ids between separators; the last separator closes the last run. */
function splitBy(ids: readonly number[], separator: number): number[][] {
  const parts: number[][] = []
  let part: number[] = []
  for (const id of ids) {
    if (id !== separator) part.push(id)
    else {
      parts.push(part)
      part = []
    }
  }
  return parts
}

/** Encodes the words among many other neighbours; exact when no word changes by its neighbours. */
async function hasExpectedIds(tokenizer: Tokenizer, { joiner, words: found, ids }: Candidates): Promise<boolean> {
  const order = found.length <= 64 ? allPairs(found.length) : severalOrders(found.length)
  const isExpected = async (text: readonly number[]) => {
    const got = await tokenizer.encode(text.map((i) => found[i]).join(joiner))
    const expected = text.slice(1).map((i) => ids[i])
    return got.length > expected.length && got.slice(got.length - expected.length).every((id, i) => id === expected[i])
  }
  const results = await Promise.all(inChunks(order, 4 * chunk).map(isExpected))
  return results.every(Boolean)
}

/** Candidates in one question: few questions for a server, short texts for a tokenizer that is slow on long ones. */
const chunk = 64

function inChunks<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(values.length / size)
  return Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size))
}

/** Indices in which each of n follows each other one and itself. */
const allPairs = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n - i }, (_unused, j) => [i, i + j]).flat()).flat()

/** Four walks through n indices by strides that visit all, forwards and back. */
function severalOrders(n: number): number[] {
  const strides = [7, 11, 13, 17, 19].filter((stride) => n % stride !== 0).slice(0, 2)
  const walks = strides.map((stride) => Array.from({ length: n }, (_, i) => (i * stride) % n))
  return walks.flatMap((walk) => [...walk, ...[...walk].reverse()])
}

/** Questions that part the words of one kind from each other: a dozen for each of twenty words that hold the anchor, and the chunks. */
const mostPartings = 256
const mostOrderQuestions = Math.ceil((4 * words.length) / (4 * chunk))

/** What `findVocabulary` asks at most. */
export const mostQuestions = kinds.length * (mostAnchors + mostPartings + mostOrderQuestions) + mostStartQuestions
