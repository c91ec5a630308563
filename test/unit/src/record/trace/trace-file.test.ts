import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { openTrace, TraceFile } from '../../../../../src/record/trace/trace-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'infbench-trace-'))
afterAll(() => rmSync(folder, { recursive: true }))
const open = (name: string, append = false) =>
  new TraceFile(openTrace(join(folder, name), append), name.endsWith('.gz'))

test('a plain trace has each row as soon as it is appended', () => {
  const file = open('plain.jsonl')
  file.append({ a: 1 })
  file.append({ a: 2 })
  expect(readFileSync(join(folder, 'plain.jsonl'), 'utf8')).toBe('{"a":1}\n{"a":2}\n')
  expect(file.close()).toBe(0)
})

test('a packed trace can be read after every flush, and goes on in a second recording', () => {
  const path = join(folder, 'packed.jsonl.gz')
  const read = () => gunzipSync(readFileSync(path)).toString()
  const file = open('packed.jsonl.gz')
  file.append({ a: 1 })
  expect(readFileSync(path)).toHaveLength(0)
  file.flush()
  expect(read()).toBe('{"a":1}\n')
  file.append({ a: 2 })
  file.close()
  const more = open('packed.jsonl.gz', true)
  more.append({ a: 3 })
  more.close()
  expect(read()).toBe('{"a":1}\n{"a":2}\n{"a":3}\n')
})

test('rows are packed before many of them wait', () => {
  const file = open('many.jsonl.gz')
  for (let i = 0; i < 2000; i++) file.append({ i, text: 'x'.repeat(50) })
  expect(file.bytes).toBeGreaterThan(0)
  file.close()
  expect(
    gunzipSync(readFileSync(join(folder, 'many.jsonl.gz')))
      .toString()
      .trim()
      .split('\n'),
  ).toHaveLength(2000)
})

test('a trace that exists is not overwritten', () => {
  writeFileSync(join(folder, 'there.jsonl'), '{}\n')
  expect(() => open('there.jsonl')).toThrow('expected a new file')
  appendFileSync(join(folder, 'there.jsonl'), '')
  expect(readFileSync(join(folder, 'there.jsonl'), 'utf8')).toBe('{}\n')
})

test('a folder that is not there is named', () => {
  expect(() => open('absent/a.jsonl')).toThrow('its folder does not exist')
})

test.skipIf(process.platform !== 'linux')('a full disk ends the writing and tells how many rows were lost', () => {
  symlinkSync('/dev/full', join(folder, 'full.jsonl.gz'))
  const file = open('full.jsonl.gz', true)
  expect(file.append({ a: 1 })).toBe(true)
  file.append({ a: 2 })
  expect(file.flush()).toBe(2)
  expect(file.fault).toBe('ENOSPC')
  expect(file.append({ a: 3 })).toBe(false)
  expect(file.close()).toBe(0)
})
