import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { byteChunks } from '../../../../../../src/workload/sources/files/byte-chunks.ts'
import { readRecords } from '../../../../../../src/workload/sources/files/read-records.ts'

const folder = mkdtempSync(join(tmpdir(), 'infbench-bytes-'))
const put = (name: string, bytes: Uint8Array | string) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const read = async (path: string) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of byteChunks(path)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const line = 'The quick brown fox jumps over the lazy dog, 0123456789.\n'
const content = Buffer.from(Array.from({ length: 50_000 }, (_, i) => `${i} ${line}`).join(''))
test('gzip is unpacked whatever the name, several members one after the other', async () => {
  expect((await read(put('a.csv', gzipSync(content)))).equals(content)).toBe(true)
  const twice = Buffer.concat([gzipSync(content), gzipSync(content)])
  expect((await read(put('b.gz', twice))).length).toBe(2 * content.length)
})

const zstd = findZstd()
function findZstd(): boolean {
  try {
    execFileSync('zstd', ['--version'], { timeout: 10_000 })
    return true
  } catch {
    return false
  }
}

test.skipIf(!zstd)('zstd is unpacked as it comes (needs zstd to pack it)', async () => {
  const path = put('c.csv', content)
  execFileSync('zstd', ['-q', '-f', path, '-o', `${path}.zst`], { timeout: 10_000 })
  expect((await read(`${path}.zst`)).equals(content)).toBe(true)
  const packed = readFileSync(`${path}.zst`)
  await expect(read(put('cut.zst', packed.subarray(0, packed.length / 2)))).rejects.toMatchObject({
    code: 'source.unreadable',
    message: expect.stringContaining('expected a whole zstd file, got a damaged or cut one'),
  })
})

test('text that is no UTF-8 is refused, UTF-16 with how to make it so', async () => {
  const utf16 = put('utf16.csv', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'))
  await expect(readRecords(byteChunks(utf16), 'utf16.csv', () => true)).rejects.toMatchObject({
    code: 'source.unreadable',
    message: 'utf16.csv: expected UTF-8 text, got other bytes',
    hint: 'iconv -f UTF-16 -t UTF-8 utf16.csv makes it so',
  })
})

test('a character that lies across two pieces is one', async () => {
  const seen: unknown[] = []
  const bytes = Buffer.from('{"t": "€𝄞"}\n')
  const one = Array.from(bytes, (byte) => Uint8Array.of(byte))
  await readRecords(one, 'f', (record) => seen.push(record.read()) > 0)
  expect(seen).toEqual([{ t: '€𝄞' }])
})
