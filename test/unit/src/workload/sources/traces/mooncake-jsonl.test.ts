import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readMooncakeJsonl } from '../../../../../../src/workload/sources/traces/mooncake-jsonl.ts'
import { readSourceText } from '../../../../../../src/workload/sources/read-text.ts'

test('times are ms from the first row, hash ids are not needed', () => {
  const text = `{"timestamp": 3000, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1]}
{"timestamp": 3000, "input_length": 10, "output_length": 0}\r

{"timestamp": 4500.5, "input_length": 12, "output_length": 3}`
  expect(readMooncakeJsonl(text, 'a.jsonl')).toEqual([
    { inputTokens: 6758, outputTokens: 500, timestampNs: 0 },
    { inputTokens: 10, outputTokens: 0, timestampNs: 0 },
    { inputTokens: 12, outputTokens: 3, timestampNs: 1500.5e6 },
  ])
})

const good = '{"timestamp": 5, "input_length": 1, "output_length": 1}\n'
const shape = 'expected a line such as {"timestamp": 0, "input_length": 6758, "output_length": 500}'
test.each([
  ['text that is not JSON', `${good}oops`, `a.jsonl:2: ${shape}, got oops`],
  ['a list', '[1]', `a.jsonl:1: ${shape}, got [1]`],
  ['half a line', '{"timestamp": 5, "inp', `a.jsonl:1: ${shape}, got {"timestamp": 5, "inp`],
  ['a missing length', '{"timestamp": 5, "output_length": 1}', 'a.jsonl:1: expected input_length in tokens, got none'],
  [
    'a length in words',
    '{"timestamp": 5, "input_length": 1, "output_length": "1"}',
    'a.jsonl:1: expected output_length in tokens, got "1"',
  ],
  [
    'a negative length',
    '{"timestamp": 5, "input_length": -1, "output_length": 1}',
    'a.jsonl:1: expected input_length in tokens, got -1',
  ],
  ['a missing time', '{"input_length": 1, "output_length": 1}', 'a.jsonl:1: expected timestamp in ms, got none'],
  [
    'time that goes back',
    `${good}{"timestamp": 4, "input_length": 1, "output_length": 1}`,
    'a.jsonl:2: expected times in order, got timestamp 4 after 5',
  ],
])('%s is refused with its line', (_, text, message) => {
  expect(() => readMooncakeJsonl(text, 'a.jsonl')).toThrow(
    expect.objectContaining({ code: 'source.unreadable', message }),
  )
})

const path = new URL('../../../../../../../shared/data/traces/mooncake/conversation_trace.jsonl.gz', import.meta.url)
test.skipIf(!existsSync(path))(
  'the zipped conversation trace has its published figures (needs ../shared/data/traces)',
  async () => {
    const rows = readMooncakeJsonl(await readSourceText(path.pathname), 'a')
    expect(rows).toHaveLength(12_031)
    expect(Math.round((rows.at(-1)?.timestampNs ?? 0) / 1e9)).toBe(3537)
    const inputs = rows.map(({ inputTokens }) => inputTokens).sort((a, b) => a - b)
    expect(inputs[6015]).toBe(6909)
    expect(Math.round(inputs.reduce((sum, n) => sum + n, 0) / inputs.length)).toBe(12_035)
  },
)
