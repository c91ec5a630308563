import { expect, test } from 'vitest'
import { readGateDocument } from '../../../../../src/gate/emitters/read-gate-document.ts'
import { sampleGate } from '../../../../helpers/sample-gate.ts'

test('what infbench gate printed is read as it was', () => {
  const gate = sampleGate('regression')
  expect(readGateDocument(JSON.stringify(gate), 'gate.json')).toEqual(gate)
})

test.each([
  ['', 'gate.json: expected a document of infbench.gate/1, got nothing'],
  ['not json', 'gate.json: expected a document of infbench.gate/1, got no JSON'],
  ['null', 'gate.json: expected a document of infbench.gate/1, got something else'],
  ['[]', 'gate.json: expected a document of infbench.gate/1, got something else'],
  ['{"schema": "infbench.run/1"}', 'gate.json: expected a document of infbench.gate/1, got "infbench.run/1"'],
  ['{"schema": "infbench.gate/1"}', 'gate.json: expected a document of infbench.gate/1 with verdict, got one without'],
])('%j is refused in words', (text, message) => {
  expect(() => readGateDocument(text, 'gate.json')).toThrow(message)
})
