import { expect, test } from 'vitest'
import type { Chart } from '../../../../reports/chart.ts'
import { runCharts } from '../../../../reports/charts.ts'
import { sampleReport, sampleServer } from '../../../helpers/sample-report.ts'

const section = runCharts.find(({ title }) => title === 'Server')
const charts = (samples: ReturnType<typeof sampleServer>) => {
  const model = sampleReport({ requests: 40 }, null, samples)
  return { applies: section?.applies?.(model), drawn: section?.charts.map((chart) => chart(model)) as Chart[] }
}

test('a server that tells nothing has no such charts, one that tells a part has those of it', () => {
  expect(charts([]).applies).toBe(false)
  expect(charts(sampleServer()).applies).toBe(true)
  const part = sampleServer().map((sample) => ({
    ...sample,
    kvUsedShare: null,
    cachedTokens: null,
    generatedTokens: null,
  }))
  const { drawn } = charts(part)
  expect(drawn.map((chart) => 'omitted' in chart)).toEqual([false, true, true])
  const waitless = charts(sampleServer().map((sample) => ({ ...sample, waiting: null }))).drawn[0] as Chart
  expect(new Set(waitless.rows.map((row) => row['series']))).toEqual(new Set(['running', 'in flight here']))
})
