import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPromptWriter } from '../../../src/workload/prompt/prompt-writer.ts'
import { byteEncode, cutEncode, tokenizerOf, wordEncode } from '../../helpers/tokenizers.ts'

const makers = [wordEncode, () => byteEncode, () => cutEncode(2), () => cutEncode(5)]

test('every prompt has its tokens to the one, and no two of a run are alike once they can differ', async () => {
  const asks = fc.uniqueArray(fc.tuple(fc.nat({ max: 100_000 }), fc.integer({ min: 6, max: 200 })), {
    selector: ([index]) => index,
    minLength: 2,
    maxLength: 20,
  })
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.constantFrom(...makers),
      fc.nat({ max: 30 }),
      asks,
      async (seed, make, chat, list) => {
        const tokenizer = tokenizerOf(make(), { chat, completion: 0 })
        const writer = await createPromptWriter(tokenizer, { seed, unique: true, api: 'chat' })
        const texts: string[] = []
        for (const [index, tokens] of list) {
          const request = {
            index,
            inputTokens: tokens + chat,
            outputTokens: 1,
            phase: 'measure',
            className: 'default',
            scheduledAt: 0,
          } as const
          const text = await writer.write(request)
          expect(await tokenizer.encode(text)).toHaveLength(tokens)
          texts.push(text.slice(0, 40))
        }
        expect(new Set(texts).size).toBe(list.length)
      },
    ),
    { numRuns: 60 },
  )
})
