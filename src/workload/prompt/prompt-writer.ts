import { seededRng } from '../../core/rng.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'
import type { PlannedRequest } from '../planned-request.ts'
import { repairPrompt } from './repair-prompt.ts'
import { segmentComposer } from './segment-composer.ts'
import { type UniqueComposer, uniqueComposer } from './unique-composer.ts'
import { findVocabulary, type Vocabulary } from './vocabulary.ts'

/**
 * Writes prompts of exactly the asked number of tokens, out of words of one token each. With an exact vocabulary lengths are
 * counted, not measured, so a prompt costs a few microseconds; every prompt of a sample is encoded all the same, and one that
 * is off makes all later ones be encoded and repaired.
 *
 * Unique prompts start with the request's index, written in the vocabulary as digits, least significant first, each place with a
 * seeded permutation of its own: neighbours differ in the first token, any two requests of a run within the first few, so that
 * no block of a prefix cache can be shared. A prompt is a function of seed and index alone, in whatever order they are written.
 * Requests of a trace that says what its prompts share begin with what they share, and are unique from there on.
 */
export interface PromptWriter {
  /** Text for the request: its tokens plus the target's overhead are `inputTokens`. */
  write(request: PlannedRequest): Promise<string>
  /** The text with so many tokens more (less than 0: fewer) at its end, as far as it has whole words to take; unasked of the tokenizer. */
  resize(text: string, tokens: number): string
  /** What a reader of the results must know of the prompts written so far. */
  readonly notes: readonly string[]
}

export interface PromptOptions {
  readonly seed: number
  readonly unique: boolean
  readonly api: 'chat' | 'completions'
}

/** The first prompts are all encoded, later ones at this interval. */
const checkedFirst = 8
const checkedEvery = 128

/** Prepares a writer; asks the tokenizer some hundred short questions, none of them later than this for an exact vocabulary. */
export async function createPromptWriter(tokenizer: Tokenizer, options: PromptOptions): Promise<PromptWriter> {
  const vocabulary = await findVocabulary(tokenizer)
  const compose = options.unique ? uniqueComposer(vocabulary, options.seed) : commonComposer(vocabulary, options.seed)
  const composeSegments = segmentComposer(vocabulary, options.seed)
  const overhead = tokenizer.overhead[options.api === 'chat' ? 'chat' : 'completion']
  const smallest = vocabulary.starts.reduce((least, { tokens }) => Math.min(least, tokens), Infinity)
  const counts = { written: 0, tooShort: 0, inexact: 0, isExact: vocabulary.exact }

  const write = async (request: PlannedRequest): Promise<string> => {
    const asked = request.inputTokens - (overhead ?? 0)
    const tokens = Math.max(asked, smallest)
    if (asked < smallest) counts.tooShort++
    const { prompt } = request
    const shared = prompt?.kind === 'segments' ? prompt.segments : null
    const text = shared === null ? compose(request.index, tokens) : composeSegments(shared, request.index, tokens)
    const isChecked = !counts.isExact || counts.written < checkedFirst || counts.written % checkedEvery === 0
    counts.written++
    if (!isChecked) return text
    const checked = await repairPrompt(tokenizer, vocabulary, text, tokens)
    if (checked.text !== text) counts.isExact = false
    if (!checked.isExact) counts.inexact++
    return checked.text
  }
  return {
    write,
    resize: (text, change) => (counts.isExact ? resized(vocabulary, text, change) : text),
    get notes() {
      return notesOn(counts, overhead, smallest, options.api)
    },
  }
}

function notesOn(
  counts: { readonly tooShort: number; readonly inexact: number },
  overhead: number | null,
  smallest: number,
  api: PromptOptions['api'],
): string[] {
  const around = api === 'chat' ? 'chat template' : 'special tokens'
  const least = smallest + (overhead ?? 0)
  return [
    ...(overhead === null ? [`prompt lengths are without the ${around}, whose tokens are unknown`] : []),
    ...(counts.tooShort > 0
      ? [`${counts.tooShort} prompts were asked shorter than the ${least} tokens a prompt has at least`]
      : []),
    ...(counts.inexact > 0 ? [`${counts.inexact} prompts could not be given their exact length`] : []),
  ]
}

function resized({ words, joiner }: Vocabulary, text: string, change: number): string {
  const parts = joiner === '' ? [...text] : text.split(joiner)
  const kept = change < 0 ? parts.slice(0, Math.max(1, parts.length + change)) : parts
  const more = Array.from({ length: Math.max(0, change) }, (_, i) => words[(parts.length * 31 + i * 17) % words.length])
  return [...kept, ...more].join(joiner)
}

/** All prompts are beginnings of one long text. */
function commonComposer({ words, starts, joiner }: Vocabulary, seed: number): UniqueComposer {
  const rng = seededRng(seed).fork('common prompt')
  const start = starts[0] as Vocabulary['starts'][number]
  const text = [start.word]
  return (_, tokens) => {
    const length = Math.max(1, tokens - start.tokens + 1)
    while (text.length < length) text.push(words[rng.below(words.length)] as string)
    return text.slice(0, length).join(joiner)
  }
}
