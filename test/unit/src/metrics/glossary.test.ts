import { expect, test } from 'vitest'
import { metrics } from '../../../../src/metrics/definitions.ts'
import { glossary } from '../../../../src/metrics/glossary.ts'

test('the glossary has one line per metric, with its formula', () => {
  const lines = glossary().trimEnd().split('\n').slice(2)
  expect(lines).toHaveLength(Object.keys(metrics).length)
  for (const [i, metric] of Object.values(metrics).entries()) {
    expect(lines[i]).toContain(`| ${metric.label} |`)
    expect(lines[i]).toContain(metric.formula)
  }
})

test('every line is a table row of four cells', () => {
  for (const line of glossary().trimEnd().split('\n')) expect(line.split(/(?<!\\)\|/)).toHaveLength(6)
})
