import { expect, test } from 'vitest'
import { sweepDocumentSchema, sweepJsonSchema } from '../../../../../src/metrics/search/sweep-schema.ts'
import type { SearchPlan } from '../../../../../src/stats/search/capacity-search.ts'
import { sampleSweep } from '../../../../helpers/sample-sweep.ts'

const plan: SearchPlan = {
  ...{ metric: 'goodput', attainment: 0.9, over: 'rate', start: 1, least: 0.5, most: 32 },
  ...{ tolerance: 0.1, mostRuns: 12 },
}

test.each([
  ['a sweep', sampleSweep()],
  ['a search', sampleSweep({ search: plan })],
  ['runs without a load', sampleSweep({ runs: [{ label: 'a' }, { label: 'b', series: 'x' }] })],
])('the JSON of %s holds what the contract says, and nothing besides', (_, { document }) => {
  const printed: unknown = JSON.parse(JSON.stringify(document))
  expect(sweepDocumentSchema.parse(printed)).toEqual(printed)
})

test('the JSON Schema says what every key is, and refuses others', () => {
  const schema = sweepJsonSchema() as { properties: Record<string, object>; required: string[] }
  expect(Object.keys(schema.properties)).toEqual(Object.keys(sampleSweep().document))
  expect(schema.required).toEqual(Object.keys(schema.properties))
  expect(schema).toMatchObject({ additionalProperties: false, properties: { schema: { const: 'infbench.sweep/1' } } })
})
