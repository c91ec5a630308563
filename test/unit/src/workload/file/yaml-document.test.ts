import { expect, test } from 'vitest'
import { InfbenchError } from '../../../../../src/core/errors.ts'
import { parseYaml } from '../../../../../src/workload/file/yaml-document.ts'

function refusal(text: string): InfbenchError {
  try {
    parseYaml(text, 'a.yaml')
  } catch (error) {
    if (error instanceof InfbenchError) return error
    throw error
  }
  throw new Error('expected a refusal')
}

test.each([
  ['a key given twice', 'a: 1\nb: 2\na: 3\n', 'a.yaml:3:1 a: the key is given twice; keep one of the two'],
  ['a tab as indentation', 'a:\n\tb: 1\n', 'a.yaml:2:1 indentation: expected spaces, got a tab'],
  ['two documents', 'a: 1\n---\nb: 2\n', 'a.yaml:2:1 expected one document, got a second one after ---'],
  [
    'two colons a line',
    'a: b: c\n',
    'a.yaml:1:4 expected one "key: value" a line, got a second ":" (or a line indented unlike its neighbours)',
  ],
  ['an at sign unquoted', 'a: @b\n', 'a.yaml:1:4 expected quotes around a value that starts with "@"'],
  [
    'an open list',
    'a: [1\nb: 2\n',
    'a.yaml:2:1 Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['an open quote', 'a: "b\n', 'a.yaml:2:1 Missing closing "quote'],
  ['a tag', 'a: !secret b\n', 'a.yaml:1:4 Unresolved tag: !secret'],
  ['an alias of nothing', 'a: *b\n', 'a.yaml: Unresolved alias (the anchor must be set before the alias): b'],
  ['an alias of itself', 'a: &b [*b]\n', 'a.yaml: an alias (*name) stands inside the anchor (&name) it repeats'],
  ['a mapping as key', '? {x: 1}\n: 2\n', 'a.yaml:1:3 With stringKeys, all keys must be strings'],
])('%s is malformed', (_, text, message) => {
  expect(refusal(text)).toMatchObject({ code: 'workload.malformed', message })
})

test('all malformed places are told at once', () => {
  expect(refusal('a: 1\na: 2\nb: 1\nb: 2\n').message.split('\n')).toEqual([
    'a.yaml:2:1 a: the key is given twice; keep one of the two',
    'a.yaml:4:1 b: the key is given twice; keep one of the two',
  ])
})

test('an expansion of aliases without end is refused', () => {
  const lines = [
    'a0: &a0 [x, x]',
    ...Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
  ]
  expect(refusal(lines.join('\n')).code).toBe('workload.malformed')
})

test('places are those of keys, values, list entries and the nearest there is', () => {
  const { where } = parseYaml('# head\na:\n  b: 12\n  c: [x, {d: 1}]\ne:\nf: {}\n', 'a.yaml')
  expect(where([], 'value')).toBe('2:1')
  expect(where(['a', 'b'], 'key')).toBe('3:3')
  expect(where(['a', 'b'], 'value')).toBe('3:6')
  expect(where(['a', 'c', 0], 'value')).toBe('4:7')
  expect(where(['a', 'c', 1, 'd'], 'key')).toBe('4:11')
  expect(where(['a', 'c', 9], 'value')).toBe('4:6')
  expect(where(['e'], 'value')).toBe('5:1')
  expect(where(['f', 'g', 'h'], 'value')).toBe('6:4')
  expect(where(['nowhere'], 'value')).toBe('2:1')
})

test('places survive a byte-order mark, CRLF and quoted keys', () => {
  expect(parseYaml('\uFEFFa: 1\r\n"b c": 2\r\n', 'a.yaml').where(['b c'], 'value')).toBe('2:8')
})

test('numbers and words follow YAML 1.2', () => {
  expect(parseYaml('a: yes\nb: 1e3\nc: 0x10\nd: 12:30\ne: ~\nf: 4/s', 'a.yaml').value).toEqual({
    ...{ a: 'yes', b: 1000, c: 16, d: '12:30', e: null, f: '4/s' },
  })
})
