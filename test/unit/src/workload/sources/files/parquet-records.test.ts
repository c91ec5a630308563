import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTrace } from '../../../../../../src/workload/sources/traces/read-trace.ts'
import { traceSource } from '../../../../../../src/workload/sources/traces/trace-source.ts'
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

// rows in two groups: input_tokens 10, -4321, 4321, 100000001; output_tokens 5, 6, 7, 8; arrived_at 2.5, 3, 0.5, 4
const withFaults = Buffer.from(
  'UEFSMRUGFSQVKFwVBBUAFQQVABUEFQAAAAMDEDwKAAAAAAAAAB/v////////FQYVJBUoXBUEFQAVBBUAFQQVAAAAAwMQPAUAAAAAAAAABgAAAA' +
    'AAAAAVBhUkFSRcFQQVABUEFQAVBBUAAAADAxAAAAUBJARAAAAAAAAACEAVBhUkFShcFQQVABUEFQAVBBUAAAADAxA84RAAAAAAAAAB4fUFAAAA' +
    'ABUGFSQVKFwVBBUAFQQVABUEFQAAAAMDEDwHAAAAAAAAAAgAAAAAAAAAFQYVJBUkXBUEFQAVBBUAFQQVAAAAAwMQAAAFASTgPwAAAAAAABBAFQ' +
    'QZTEgEcm9vdBUGABUEJQIYDGlucHV0X3Rva2VucwAVBCUCGA1vdXRwdXRfdG9rZW5zABUKJQIYCmFycml2ZWRfYXQAFggZLBk8JggcFQQZFQAZ' +
    'GAxpbnB1dF90b2tlbnMVAhYEFk4WUiYIPDYAKAgKAAAAAAAAABgIH+////////8AGRwVBhUAFQIAAAAmWhwVBBkVABkYDW91dHB1dF90b2tlbn' +
    'MVAhYEFk4WUiZaPDYAKAgGAAAAAAAAABgIBQAAAAAAAAAAGRwVBhUAFQIAAAAmrAEcFQoZFQAZGAphcnJpdmVkX2F0FQIWBBZOFk4mrAE8NgAo' +
    'CAAAAAAAAAhAGAgAAAAAAAAEQDYAABkcFQYVABUCAAAAFuoBFgQ28gEAGTwm+gEcFQQZFQAZGAxpbnB1dF90b2tlbnMVAhYEFk4WUib6ATw2AC' +
    'gIAeH1BQAAAAAYCOEQAAAAAAAAABkcFQYVABUCAAAAJswCHBUEGRUAGRgNb3V0cHV0X3Rva2VucxUCFgQWThZSJswCPDYAKAgIAAAAAAAAABgI' +
    'BwAAAAAAAAAAGRwVBhUAFQIAAAAmngMcFQoZFQAZGAphcnJpdmVkX2F0FQIWBBZOFk4mngM8NgAoCAAAAAAAABBAGAgAAAAAAADgPzYAABkcFQ' +
    'YVABUCAAAAFuoBFgQ28gEAKAloeXBhcnF1ZXQZPBwAABwAABwAAAAYAgAAUEFSMQ==',
  'base64',
)
// the same columns, no rows
const withoutRows = Buffer.from(
  'UEFSMRUEGTxIBHJvb3QVBAAVBCUCGAxpbnB1dF90b2tlbnMAFQQlAhgNb3V0cHV0X3Rva2VucwAWABkAKAloeXBhcnF1ZXQZLBwAABwAAABMAA' +
    'AAUEFSMQ==',
  'base64',
)

test('negative and absurd lengths in a Parquet file are placed by row, and can be left out', async () => {
  const path = put('faults.parquet', withFaults)
  await expect(readTrace(tracePlan(path))).rejects.toMatchObject({
    code: 'source.unreadable',
    message: [
      `${path}:row 2 input_tokens: expected a whole number of tokens, got -4321`,
      `${path}: 2 of 4 rows cannot be read; the first is the one above`,
    ].join('\n'),
  })
  const read = await readTrace(tracePlan(path, { skipBadRows: true }))
  expect([...read.rows].map(({ inputTokens, timestampNs }) => [inputTokens, timestampNs])).toEqual([
    [4321, 0],
    [10, 2e9],
  ])
  expect(read.notes).toEqual([
    '2 of 4 rows could not be read and were left out',
    '1 rows were earlier than a row above them (by up to 2 s): all were put in order of time',
  ])
})

test('a Parquet file without rows holds no request', async () => {
  await expect(traceSource(tracePlan(put('none.parquet', withoutRows)))).rejects.toMatchObject({
    code: 'source.empty',
    message: expect.stringContaining('none.parquet: expected at least one request, got none'),
  })
})

test('a Parquet file that is cut anywhere is refused, never read in part', async () => {
  for (let length = 4; length < withFaults.length; length += 31) {
    const path = put('cut.parquet', withFaults.subarray(0, length))
    await expect(readTrace(tracePlan(path, { skipBadRows: true })), `${length} bytes`).rejects.toMatchObject({
      code: 'source.unreadable',
    })
  }
})
