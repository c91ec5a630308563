import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitSegments, type Segment, segmentTokens } from '../../../../../src/workload/prompt/segment.ts'
import { segmentComposer } from '../../../../../src/workload/prompt/segment-composer.ts'
import type { Vocabulary } from '../../../../../src/workload/prompt/vocabulary.ts'
import { readTrace } from '../../../../../src/workload/sources/traces/read-trace.ts'
import { tracePlan } from '../../../../helpers/trace-case.ts'

const words = Array.from({ length: 50 }, (_, i) => `w${i}`)
const vocabulary: Vocabulary = {
  joiner: ' ',
  words,
  starts: words.map((word) => ({ word: `S${word}`, tokens: 1 })),
  exact: true,
}
const compose = segmentComposer(vocabulary, 7)
const text = (segments: readonly Segment[], index: number, tokens: number) =>
  compose(segments, index, tokens).split(' ')

/** Words at the beginning that two prompts have in common. */
const common = (a: readonly string[], b: readonly string[]) => {
  const end = a.findIndex((word, i) => word !== b[i])
  return end < 0 ? a.length : end
}

test('prompts have exactly their tokens and share their leading segments, to within the words that tell streams apart', () => {
  const segment = fc.record({ stream: fc.integer({ min: 0, max: 5 }), tokens: fc.integer({ min: 1, max: 30 }) })
  const list = fc.array(segment, { maxLength: 5 })
  fc.assert(
    fc.property(list, list, fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 120 }), (a, b, m, n) => {
      const [first, second] = [text(a, 0, m), text(b, 1, n)]
      expect([first.length, second.length]).toEqual([m, n])
      const shared = sharedTokens(a, b, m, n)
      expect(common(first, second)).toBeGreaterThanOrEqual(shared)
      expect(common(first, second)).toBeLessThanOrEqual(shared + 3)
    }),
  )
})

/** Tokens that the segments say are alike: equal streams at the same place, up to where the shorter of two ends. */
function sharedTokens(a: readonly Segment[], b: readonly Segment[], m: number, n: number): number {
  let shared = 0
  for (const [i, { stream, tokens }] of fitSegments(a, 1, m).entries()) {
    const other = fitSegments(b, 1, n)[i]
    if (other?.stream !== stream) return shared
    shared += Math.min(tokens, other.tokens)
    if (tokens !== other.tokens) return shared
  }
  return shared
}

test('a conversation that grows begins with all of its prompt before', () => {
  const turns = [100, 250, 251].map((tokens, i) => text([{ stream: 3, tokens }], i, tokens))
  expect(turns[1]?.slice(0, 100)).toEqual(turns[0])
  expect(turns[2]?.slice(0, 250)).toEqual(turns[1])
})

test('another seed writes other words', () => {
  const other = segmentComposer(vocabulary, 8)([{ stream: 0, tokens: 40 }], 0, 40)
  expect(
    other.split(' ').filter((word, i) => word === text([{ stream: 0, tokens: 40 }], 0, 40)[i]).length,
  ).toBeLessThan(10)
})

test('scaling keeps what prompts share', () => {
  const a = [5, 512, 512, 300].map((tokens, stream) => ({ stream, tokens }))
  const b = [...a.slice(0, 3), { stream: 9, tokens: 700 }]
  const [small, other] = [fitSegments(a, 0.137, 10_000), fitSegments(b, 0.137, 10_000)]
  expect(small.slice(0, 2)).toEqual(other.slice(0, 2))
  expect(segmentTokens(small)).toBe(Math.floor(1329 * 0.137))
  expect(segmentTokens(fitSegments(a, 1, 600))).toBe(600)
})

const path = new URL('../../../../../../shared/data/traces/mooncake/conversation_trace.jsonl.gz', import.meta.url)
  .pathname
test.skipIf(!existsSync(path))(
  'the prompts of the Mooncake trace share as many 512-token blocks as its hash ids do (needs ../shared/data/traces)',
  async () => {
    const { rows } = await readTrace({ ...tracePlan(path), take: 100 })
    const seenIds = new Set<number>()
    const seenTexts = new Set<string>()
    let [byIds, byTexts] = [0, 0]
    for (const [index, row] of [...rows].entries()) {
      const segments = row.prompt?.kind === 'segments' ? row.prompt.segments : []
      const prompt = text(segments, index, row.inputTokens)
      let [idsHit, textsHit] = [true, true]
      for (const [i, { stream }] of segments.entries()) {
        const block = prompt.slice(0, Math.min(prompt.length, 512 * (i + 1)))
        const key = `${block.length} ${block.slice(-512).join(' ')} ${i === 0 ? '' : prompt[512 * i - 1]}`
        idsHit &&= seenIds.has(stream)
        textsHit &&= seenTexts.has(key)
        byIds += Number(idsHit)
        byTexts += Number(textsHit)
        seenIds.add(stream)
        seenTexts.add(key)
      }
    }
    expect(byIds).toBeGreaterThan(50)
    expect(byTexts).toBe(byIds)
  },
)
