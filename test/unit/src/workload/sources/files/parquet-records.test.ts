import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTrace } from '../../../../../../src/workload/sources/traces/read-trace.ts'
import { tracePlan } from '../../../../../helpers/trace-case.ts'

// three rows in two row groups: prompt (text) "hello there", "who are you", "bye"; output_tokens (int64) 5, 6, 7; snappy
const file = Buffer.from(
  'UEFSMRUGFUAVRFwVBBUAFQQVABUEFQAAAAMDHnQLAAAAaGVsbG8gdGhlcmULAAAAd2hvIGFyZSB5b3UVBhUkFShcFQQVABUEFQAVBBUAAAADAx' +
    'A8BQAAAAAAAAAGAAAAAAAAABUGFRIVFlwVAhUAFQIVABUEFQAAAAMBBxgDAAAAYnllFQYVFBUYXBUCFQAVAhUAFQQVAAAAAwEIHAcAAAAAAAAA' +
    'FQQZPEgEcm9vdBUEABUMJQIYBnByb21wdCUAABUEJQIYDW91dHB1dF90b2tlbnMAFgYZLBksJggcFQwZFQAZGAZwcm9tcHQVAhYEFmoWbiYIPD' +
    'YAKAt3aG8gYXJlIHlvdRgLaGVsbG8gdGhlcmUAGRwVBhUAFQIAAAAmdhwVBBkVABkYDW91dHB1dF90b2tlbnMVAhYEFk4WUiZ2PDYAKAgGAAAA' +
    'AAAAABgIBQAAAAAAAAAAGRwVBhUAFQIAAAAWuAEWBDbAAQAZLCbIARwVDBkVABkYBnByb21wdBUCFgIWPBZAJsgBPDYAKANieWUYA2J5ZQAZHB' +
    'UGFQAVAgAAACaIAhwVBBkVABkYDW91dHB1dF90b2tlbnMVAhYCFj4WQiaIAjw2ACgIBwAAAAAAAAAYCAcAAAAAAAAAABkcFQYVABUCAAAAFnoW' +
    'AjaCAQAoCWh5cGFycXVldBksHAAAHAAAAGMBAABQQVIx',
  'base64',
)
const folder = mkdtempSync(join(tmpdir(), 'infbench-parquet-'))
const put = (name: string, bytes: Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

test('a Parquet file is read by its content, all of its row groups', async () => {
  const read = await readTrace(tracePlan(put('a.bin', file)))
  expect([...read.rows].map(({ prompt, outputTokens }) => [prompt, outputTokens])).toEqual([
    [{ kind: 'text', text: 'hello there' }, 5],
    [{ kind: 'text', text: 'who are you' }, 6],
    [{ kind: 'text', text: 'bye' }, 7],
  ])
  expect(read).toMatchObject({ format: 'table', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const some = await readTrace(tracePlan(put('a.bin', file), { skip: 1, take: 1 }))
  expect([...some.rows]).toMatchObject([{ prompt: { text: 'who are you' } }])
})

test('a fault in a Parquet file is placed by its row', async () => {
  const plan = tracePlan(put('b.parquet', file), { columns: { input: 'prompt' } })
  await expect(readTrace(plan)).rejects.toMatchObject({
    code: 'source.unreadable',
    message: expect.stringMatching(/b\.parquet:row 1 prompt: expected a whole number of tokens, got "hello there"/),
  })
})

test('a Parquet file that is cut says so', async () => {
  await expect(readTrace(tracePlan(put('c.parquet', file.subarray(0, 300))))).rejects.toMatchObject({
    code: 'source.unreadable',
    message: expect.stringContaining('c.parquet: expected a whole Parquet file, got'),
  })
})
