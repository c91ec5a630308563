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
  expect(drawn.map((chart) => 'omitted' in chart)).toEqual([false, true, true, false])
  const waitless = charts(sampleServer().map((sample) => ({ ...sample, waiting: null }))).drawn[0] as Chart
  expect(new Set(waitless.rows.map((row) => row['series']))).toEqual(new Set(['running', 'in flight here']))
})

test('preemptions are summed per bin, and a server without any says so', () => {
  const preempting = sampleServer(40).map((sample, i) => ({ ...sample, preemptions: i < 20 ? 0 : 3 * (i - 19) }))
  const chart = charts(preempting).drawn[3] as Chart
  expect(chart.rows.reduce((sum, row) => sum + Number(row['value']), 0)).toBe(60)
  expect(chart.description).toMatch(/^60 in all/)
  expect(charts(sampleServer().map((sample) => ({ ...sample, preemptions: 0 }))).drawn[3]).toMatchObject({
    omitted: 'The server preempted no request.',
  })
  const untold = sampleServer().map((sample) => ({ ...sample, preemptions: null }))
  expect(charts(untold).drawn[3]).toMatchObject({ omitted: 'The server does not tell how many requests it preempted.' })
})
