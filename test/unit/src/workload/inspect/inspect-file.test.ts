import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inspectStream } from '../../../../../src/workload/inspect/inspect-file.ts'
import { inspectSource } from '../../../../../src/workload/inspect/inspect-source.ts'
import { traceSource } from '../../../../../src/workload/sources/traces/trace-source.ts'
import { pieces, sourceOf, tracePlan } from '../../../../helpers/trace-case.ts'

const traces = new URL('../../../../../../shared/data/traces/', import.meta.url).pathname
const files = [
  'azure-llm-2023/AzureLLMInferenceTrace_code.csv',
  'mooncake/synthetic_trace.jsonl.gz',
  'aibrix/5s.jsonl',
  'agentic/lmcache-agentic-traces.shard4.normalized.jsonl',
  'agentic/exgentic-agent-llm-traces.swebench-shard12.normalized.jsonl.gz',
]
for (const file of files) {
  const path = `${traces}${file}`
  test.skipIf(!existsSync(path))(
    `${file} has the same figures row by row as read whole (needs ../shared/data/traces)`,
    async () => {
      const [{ notes, ...got }, { notes: wantedNotes, ...wanted }] = [
        await inspectStream(tracePlan(path)),
        inspectSource(await traceSource(tracePlan(path))),
      ]
      expect(got).toEqual(wanted)
      expect([...notes].sort()).toEqual([...wantedNotes].sort())
    },
  )
}

test('rows that cannot be read end the streaming as they end the reading, or are counted', async () => {
  const text = 'input_tokens,output_tokens\n10,1\n-3,1\n'
  await expect(inspectStream(tracePlan('a.csv'), pieces(text))).rejects.toThrow(/^a\.csv:3:1 input_tokens/)
  const skipped = await inspectStream(tracePlan('a.csv', { skipBadRows: true }), pieces(text))
  expect(skipped.notes).toContain('a.csv: 1 of 2 rows could not be read and were left out')
  await expect(inspectStream(tracePlan('a.csv'), pieces(''))).rejects.toThrow(/expected at least one request, got none/)
})

test('rows in any order are told of, as they are where all are held', async () => {
  const text = 'timestamp,input_tokens,output_tokens\n5,10,1\n3,10,1\n9,10,1\n'
  const { notes, arrivals } = await inspectStream(tracePlan('a.csv'), pieces(text))
  expect(notes).toEqual(inspectSource(await sourceOf(text)).notes)
  expect(arrivals).toMatchObject({ spanNs: 6e9 })
})
