import { expect, test } from 'vitest'
import type { Chart } from '../../../reports/chart.ts'
import { ttftChart } from '../../../reports/charts/latency-over-time.ts'
import { loadChart } from '../../../reports/charts/load.ts'
import { timelineChart } from '../../../reports/charts/timeline.ts'
import { colours } from '../../../reports/theme.ts'
import { staticSvg } from '../../../src/report/render/static-svg.ts'
import { tidySvg } from '../../../src/report/render/tidy-svg.ts'
import { expectGolden } from '../../helpers/golden.ts'
import { sampleReport } from '../../helpers/sample-report.ts'

const model = sampleReport({ requests: 30, failShare: 0.1 })
const charts = [loadChart(model), ttftChart(model), timelineChart(model)] as Chart[]

test.each(charts.map((chart) => [chart.id, chart] as const))('the drawing of %s is as it was', async (id, chart) => {
  const svg = await staticSvg(chart, 480)
  expectGolden(new URL(`goldens/${id}.svg`, import.meta.url), `${svg.replaceAll('><', '>\n<')}\n`)
})

test('a drawing carries no style, script, font or fixed colour', async () => {
  const svg = await staticSvg(charts[0] as Chart, 480)
  expect(svg).not.toMatch(/style=|font-family|<script|class=|#[0-9a-f]{6}|NaN/)
  for (const name of ['blue', 'amber'] as const) {
    expect(svg).toContain(`var(--${name})`)
    expect(svg).not.toContain(colours[name].light)
  }
})

test('a drawing fills the width it is asked for', async () => {
  for (const chart of charts)
    for (const width of [336, 720]) {
      const drawn = Number(/viewBox="0 0 ([\d.]+)/.exec(await staticSvg(chart, width))?.[1])
      expect(Math.abs(drawn - width), chart.id).toBeLessThanOrEqual(4)
    }
})

test('dots become circles that share what they have in common', () => {
  const dot = (x: number) =>
    `<path transform="translate(${x}.123,5)" d="M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0" fill="red" opacity="0.5"/>`
  const svg = `<svg width="10" height="10"><g class="m">${dot(1)}${dot(2)}</g></svg>`
  expect(tidySvg(svg, 'p', 'a &amp; b')).toBe(
    '<svg role="img" aria-label="a &amp; b" viewBox="0 0 10 10" width="10" height="10"><g fill="red" opacity="0.5"><circle cx="1.1" cy="5" r="2"/><circle cx="2.1" cy="5" r="2"/></g></svg>',
  )
})
