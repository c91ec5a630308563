import { gzipSync } from 'node:zlib'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FormatName } from '../../../../../../src/workload/sources/formats/format-names.ts'
import { traceFormats } from '../../../../../../src/workload/sources/formats/registry.ts'
import { readTrace } from '../../../../../../src/workload/sources/traces/read-trace.ts'
import { formatSamples } from '../../../../../helpers/format-samples.ts'
import { rawZstd } from '../../../../../helpers/raw-zstd.ts'
import { temporaryFolder } from '../../../../../helpers/temporary-folder.ts'
import { pieces, readText, refusalOf, tracePlan } from '../../../../../helpers/trace-case.ts'

const lengthsOf = async (text: string) => {
  const { rows, format } = await readText(text)
  return { format, lengths: [...rows].map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens]) }
}
const messageOf = async (text: string) => ((await refusalOf(text)) as Error).message

test('every format that is read record by record is in the table', () => {
  expect(Object.keys(formatSamples).sort()).toEqual(traceFormats.map(({ name }) => name).sort())
})

describe.each(Object.entries(formatSamples))('%s', (format, { text, lengths, value, faults, hasTimes }) => {
  const isJson = text.includes('{')
  const line = isJson ? 2 : 3
  const good = { format, lengths }

  test.each([
    ['as it is', text],
    ['with a byte-order mark', `\ufeff${text}`],
    ['with CRLF and a last line end', `${text.replaceAll('\n', '\r\n')}\r\n`],
    ['with empty lines', `${text.replaceAll('\n', '\n\n')}\n\n`],
  ])('is read %s', async (_, changed) => {
    expect(await lengthsOf(changed)).toEqual(good)
  })

  test.each([
    ['gzip', gzipSync(text)],
    ['zstd', rawZstd(Buffer.from(text), 100)],
  ] as const)('is read packed with %s, and refused where the pack was cut', async (packing, packed) => {
    const path = join(temporaryFolder(), 'trace')
    writeFileSync(path, packed)
    const read = await readTrace(tracePlan(path))
    expect([read.format, read.rows.length]).toEqual([format, 2])
    for (const cut of [1, 12, packed.length >> 1]) {
      writeFileSync(path, packed.subarray(0, packed.length - cut))
      await expect(readTrace(tracePlan(path, { skipBadRows: true }))).rejects.toMatchObject({
        code: 'source.unreadable',
        message: `${path}: expected a whole ${packing} file, got a damaged or cut one`,
      })
    }
  })

  test.each(faults)('%s where it must not stand has line and column, and can be left out', async (fault) => {
    const [before, after] = text.split(value) as [string, string]
    const bad = `${before}${isJson ? fault : fault.replaceAll('"', '')}${after}`
    const message = await messageOf(bad)
    const [, column = ''] = /^a\.csv:\d+:(\d+) [^:]+: expected .*, got /.exec(message) ?? []
    expect(message).toMatch(new RegExp(`^a\\.csv:${line}:`))
    // The column is that of the value, or of what holds it.
    const row = bad.split('\n')[line - 1] as string
    const at = before.length - before.lastIndexOf('\n') - 1
    expect(Number(column) - 1).toBeLessThanOrEqual(at)
    expect(row.slice(Number(column) - 1)).toContain(isJson ? fault : fault.replaceAll('"', ''))
    if (value === '4321') expect(Number(column) - 1).toBe(at)
    const read = await readTrace(tracePlan('a.csv', { skipBadRows: true }), pieces(bad))
    expect([read.rows.length, read.badRows]).toEqual([1, 1])
    expect(read.notes).toContain('1 of 2 rows could not be read and were left out')
  })

  test('a row cut in the middle is placed', async () => {
    const cut = text.slice(0, text.lastIndexOf(isJson ? ':' : ','))
    expect(await messageOf(cut)).toMatch(new RegExp(`^a\\.csv:${line}:\\d+ expected `))
  })

  test('a file of nothing but bad rows is refused, and empty where they are left out', async () => {
    const bad = isJson ? '{"oops": 1}\n{"oops": 2}' : text.replaceAll(/\n.*/g, '\noops')
    const plan = { format: format as FormatName }
    const { message } = (await refusalOf(bad, 'a.csv', plan)) as Error
    expect(message).toMatch(isJson ? /^a\.csv:1:1 .*expected / : /^a\.csv:2:5 expected \d fields .*, got 1\n/)
    expect(message).toMatch(/\na\.csv: 2 of 2 rows cannot be read; the first is the one above$/)
    const read = await readTrace(tracePlan('a.csv', { ...plan, skipBadRows: true }), pieces(bad))
    expect([read.badRows, read.rows.length]).toEqual([2, 0])
  })

  test.skipIf(!hasTimes)('rows that are out of order are put in order, and counted', async () => {
    const lines = text.split('\n')
    const mixed = [...(isJson ? [] : [lines[0]]), lines.at(-1), lines.at(-2)].join('\n')
    const { rows, notes } = await readText(mixed)
    const times = [...rows].map(({ timestampNs }) => timestampNs)
    expect(times[0]).toBe(0)
    expect(times[1]).toBeGreaterThan(0)
    expect([...rows].map(({ inputTokens }) => inputTokens)).toEqual(lengths.map(([input]) => input))
    const told = notes.filter((note) => note.startsWith('1 rows were earlier than a row above them'))
    expect(told).toHaveLength(format === 'recorded' ? 0 : 1) // written as requests end: no order is expected of it
  })
})

const zones = ['Z', ' UTC', '+02:00', '-0530', '+0000'] as const
const dated: Readonly<Record<string, (time: string) => string>> = {
  azure: (time) => `TIMESTAMP,ContextTokens,GeneratedTokens\n2024-01-01 00:00:00Z,1,1\n${time},1,1`,
  table: (time) => `timestamp,input_tokens,output_tokens\n2024-01-01T00:00:00Z,1,1\n${time},1,1`,
  otel: (time) =>
    ['2024-01-01T00:00:00Z', time]
      .map((start_time) => JSON.stringify({ span_id: 'a', start_time, attributes: { 'gen_ai.usage.input_tokens': 1 } }))
      .join('\n'),
  tracelab: (time) =>
    ['2024-01-01T00:00:00Z', time]
      .map((timestamp) =>
        JSON.stringify({
          ...{ session_id: 's', input_tokens_total: 1, prefix_tokens: 0, output_tokens: 1 },
          timing_events: [{ event_type: 'user_message', timestamp }],
        }),
      )
      .join('\n'),
}
describe.each(Object.entries(dated))('%s', (format, textWith) => {
  test.each(zones)('a time in zone %s is the same instant', async (zone) => {
    const minutes = zone === '+02:00' ? 120 : zone === '-0530' ? -330 : 0
    const local = new Date(Date.UTC(2024, 0, 1, 9, 30) + minutes * 60_000).toISOString().slice(0, 19)
    const read = await readText(textWith(`${local}.25${zone}`))
    expect(read.format).toBe(format)
    expect(read.rows.get(1).timestampNs).toBe((9 * 3600 + 30 * 60 + 0.25) * 1e9)
  })
})

test.each(['', '\n\n', '\ufeff', 'input_tokens,output_tokens\n', '[]'])('%j holds no request', async (text) => {
  expect(await messageOf(text)).toBe('a.csv: expected at least one request, got none')
})

test('a header that names a column twice is refused, as either could be meant', async () => {
  expect(await messageOf('input_tokens,output_tokens,input_tokens\n1,2,3')).toBe(
    'a.csv:2:1 expected a header that names each column once, got "input_tokens twice"',
  )
})
