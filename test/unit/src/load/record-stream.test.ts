import { expect, test } from 'vitest'
import type { RequestRecord } from '../../../../src/core/request-record.ts'
import { RecordStream } from '../../../../src/load/record-stream.ts'

async function collect(stream: RecordStream): Promise<RequestRecord[]> {
  const records: RequestRecord[] = []
  for await (const record of stream) records.push(record)
  return records
}
const record = (index: number) => ({ index }) as RequestRecord

test('records come in order, those pushed before and during the reading', async () => {
  const stream = new RecordStream()
  stream.push(record(0))
  stream.push(record(1))
  const seen: number[] = []
  for await (const { index } of stream) {
    seen.push(index)
    if (index < 4) stream.push(record(index + 2))
    if (index === 4) stream.end()
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5])
})

test('a reader that waits is woken by a record and by the end', async () => {
  const stream = new RecordStream()
  const reading = collect(stream)
  await Promise.resolve()
  stream.push(record(7))
  await Promise.resolve()
  stream.end()
  expect((await reading).map(({ index }) => index)).toEqual([7])
})

test('an error comes after the records before it', async () => {
  const stream = new RecordStream()
  stream.push(record(0))
  stream.end(new Error('broken'))
  const seen: number[] = []
  const read = async () => {
    for await (const { index } of stream) seen.push(index)
  }
  await expect(read()).rejects.toThrow('broken')
  expect(seen).toEqual([0])
})
