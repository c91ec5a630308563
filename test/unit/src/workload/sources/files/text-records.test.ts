import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRecords } from '../../../../../../src/workload/sources/files/read-records.ts'
import { RowFault } from '../../../../../../src/workload/sources/files/row-fault.ts'
import { pieces } from '../../../../../helpers/trace-case.ts'

/** Values of every record, or the place and message of what is wrong with it. */
async function read(text: string, size = 5): Promise<unknown[]> {
  const records: unknown[] = []
  await readRecords(pieces(text, size), 'f', (record) => {
    try {
      records.push(record.read())
    } catch (error) {
      if (!(error instanceof RowFault)) throw error
      records.push(`${record.place(error)} ${error.message}`)
    }
    return true
  })
  return records
}

test('CSV is cut at its commas, tabs or semicolons, with LF or CRLF, and the last line needs no end', async () => {
  const rows = [
    { a: '1', b: 'x' },
    { a: '2', b: 'y' },
  ]
  expect(await read('a,b\n1,x\n2,y')).toEqual(rows)
  expect(await read('a\tb\r\n1\tx\r\n\r\n2\ty\r\n')).toEqual(rows)
  expect(await read('a;b\n1;x\n2;y\n')).toEqual(rows)
  expect(await read('"a", b\n1 ,"x"\n 2,y\n')).toEqual(rows)
})

test('a quoted field holds commas, quotes and line ends', async () => {
  expect(await read('prompt,n\n"a, ""b""\nc",1\nd,2\n')).toEqual([
    { prompt: 'a, "b"\nc', n: '1' },
    { prompt: 'd', n: '2' },
  ])
})

test('a first row with a number in it is no header', async () => {
  expect(await read('10,20\n30,40\n')).toEqual([
    { 0: '10', 1: '20' },
    { 0: '30', 1: '40' },
  ])
})

test('a row of another number of fields is placed at what is too much or where it ends', async () => {
  expect(await read('a,b\n1,2,3\n4\n5,6\n')).toEqual([
    '2:5 expected 2 fields (a,b), got 3',
    '3:2 expected 2 fields (a,b), got 1',
    { a: '5', b: '6' },
  ])
})

test('lines after a field over several lines keep their numbers', async () => {
  expect(await read('p,n\n"x\n\ny",1\nz\n')).toEqual([{ p: 'x\n\ny', n: '1' }, '5:2 expected 2 fields (p,n), got 1'])
})

test('JSON Lines are read line by line, and a bad one is placed at the character that is wrong', async () => {
  expect(await read('{"a": 1}\n\n{"a": 2,}\r\n[1]\n{"a": 3}')).toEqual([
    { a: 1 },
    '3:9 expected a JSON object, got "}"',
    '4:1 expected a JSON object, got a list',
    { a: 3 },
  ])
  expect(await read('{"a": 1\n{"a": 2}\n{"a": 3}\n')).toEqual([
    '1:8 expected a JSON object, got "a text that ends in the middle"',
    { a: 2 },
    { a: 3 },
  ])
})

test('the elements of a JSON array come one by one, whatever stands in their strings', async () => {
  const elements = [{ a: ']},"\\' }, { b: [1, { c: '[' }] }, {}]
  for (const text of [
    JSON.stringify(elements),
    JSON.stringify(elements, null, 2),
    ` \n${JSON.stringify(elements)}\n`,
  ]) {
    for (const size of [1, 2, 3, 100]) expect(await read(text, size)).toEqual(elements)
  }
  expect(await read('[]')).toEqual([])
})

test('a bad element is placed, and an array that is cut is said to be', async () => {
  expect(await read('[\n  {"a": 1},\n  {"a": x},\n  {"a": 3}\n]')).toEqual([
    { a: 1 },
    '3:9 expected a JSON object, got "x}"',
    { a: 3 },
  ])
  expect(await read('[{"a": 1},\n {"a": ')).toEqual([
    { a: 1 },
    '2:8 expected a JSON object, got "a text that ends in the middle"',
  ])
  expect(await read('[{"a": 1}')).toEqual([
    { a: 1 },
    '1:2 expected the array to be closed by ], got "the end of the file"',
  ])
  expect(await read('[{"a": 1},\n')).toEqual([
    { a: 1 },
    '2:1 expected the array to be closed by ], got "the end of the file"',
  ])
})

test('a document over many lines gives the objects of its first list of objects, or itself', async () => {
  expect(await read('{\n "id": 1,\n "tags": ["x"],\n "spans": [{"a": 1}, {"a": 2}]\n}')).toEqual([{ a: 1 }, { a: 2 }])
  expect(await read('{\n "a": 1\n}\n')).toEqual([{ a: 1 }])
  expect(await read('{\n "a": 1,\n "b": ?\n}\n')).toEqual(['3:7 expected a JSON object, got "?\\n}\\n"'])
})

test('records are the same however the file is cut into pieces', async () => {
  const value = fc.record({ t: fc.string(), n: fc.integer(), l: fc.array(fc.string(), { maxLength: 3 }) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      async (list, size) => {
        expect(await read(list.map((each) => JSON.stringify(each)).join('\n'), size)).toEqual(list)
        expect(await read(JSON.stringify(list), size)).toEqual(list)
        const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
        const csv = ['t,n', ...list.map(({ t, n }) => `${cell(t)},${n}`)].join('\n')
        expect(await read(csv, size)).toEqual(list.map(({ t, n }) => ({ t, n: String(n) })))
      },
    ),
    { numRuns: 200 },
  )
})
