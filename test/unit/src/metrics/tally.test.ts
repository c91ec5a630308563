import { expect, test } from 'vitest'
import { summarize } from '../../../../src/metrics/summarize.ts'
import { answered, runHeader } from '../../../helpers/build-record.ts'

test('prompts that the server did not count enter as they were sized, and no length drift is seen in them', () => {
  const fields = { asked: { inputTokens: 30, outputTokens: 1 }, inputTokens: null, countedBy: 'tokenizer' } as const
  const records = Array.from({ length: 60 }, (_, i) => ({ ...answered({ scheduledMs: 500 * i }, fields), index: i }))
  const { tokens, throughput, reasons } = summarize(runHeader(), records)
  expect(tokens).toMatchObject({ input: 1800, output: 60, countedBy: 'tokenizer' })
  expect(throughput.inputTokensPerS).toBeCloseTo(30, 9)
  expect(reasons.map(({ code }) => code)).not.toContain('input-lengths')
})
