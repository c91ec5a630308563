import { expect, test } from 'vitest'
import type { Chart } from '../../../reports/chart.ts'
import { ttftChart } from '../../../reports/charts/latency-over-time.ts'
import { loadChart } from '../../../reports/charts/load.ts'
import { timelineChart } from '../../../reports/charts/timeline.ts'
import { colours } from '../../../reports/theme.ts'
import { drawChart } from '../../../src/report/draw/draw-chart.ts'
import { expectGolden } from '../../helpers/golden.ts'
import { goldenCharts } from '../../helpers/golden-charts.ts'
import { liveSvg } from '../../helpers/live-svg.ts'
import { sampleReport } from '../../helpers/sample-report.ts'

const model = sampleReport({ requests: 30, failShare: 0.1 })
const charts = [loadChart(model), ttftChart(model), timelineChart(model)] as Chart[]

test.each(charts.map((chart) => [chart.id, chart] as const))('the drawing of %s is as it was', (id, chart) => {
  const svg = drawChart(chart, 480)
  expectGolden(new URL(`goldens/${id}.svg`, import.meta.url), `${svg.replaceAll('><', '>\n<')}\n`)
})

test('a drawing carries no style, script, font or fixed colour', () => {
  const svg = drawChart(charts[0] as Chart, 480)
  expect(svg).not.toMatch(/style=|font-family|<script|class=|#[0-9a-f]{6}|NaN|undefined/)
  for (const name of ['blue', 'amber'] as const) {
    expect(svg).toContain(`var(--${name})`)
    expect(svg).not.toContain(colours[name].light)
  }
})

const every = goldenCharts()

test.each(every)('the still of $id at $width px is complete and as wide as asked for', ({ chart, width }) => {
  const svg = drawChart(chart, width)
  expect(svg).toMatch(new RegExp(`^<svg role="img" aria-label="[^"]+" viewBox="0 0 ${width} \\d+"`))
  expect(svg).not.toMatch(/NaN|undefined|null|Infinity|#[0-9a-f]{6}/)
})

test.each(every)(
  'the still of $id at $width px has the words and dots of the live drawing',
  async ({ chart, width }) => {
    const [still, live] = [drawChart(chart, width), await liveSvg(chart, width)]
    expect(wordsOf(still)).toEqual(wordsOf(live))
    for (const axis of [0, 1] as const) {
      const [stillDots, liveDots] = [placesOf(still, axis), placesOf(live, axis)]
      expect(stillDots.length).toBe(liveDots.length)
      // Vega makes the plot a little narrower for a label that reaches over its edge.
      const slack = axis === 0 ? width / 40 : 1.5
      for (const [i, place] of stillDots.entries())
        expect(Math.abs(place - (liveDots[i] ?? Number.NaN)), `dot ${i}`).toBeLessThan(slack)
    }
  },
)

const wordsOf = (svg: string) =>
  [...svg.matchAll(/<text(?![^>]* opacity="0")[^>]*>([^<]+)<\/text>/g)].map((m) => m[1]).sort()

/** Sorted places along an axis of all round dots that are seen. Those of a legend stand at a height of their own: 8 in stills, 6 in live drawings. */
function placesOf(svg: string, axis: 0 | 1): readonly number[] {
  const still = [...svg.matchAll(/<circle cx="([-\d.]+)" cy="([-\d.]+)"/g)]
  const live = [...svg.matchAll(/translate\(([-\d.]+),([-\d.]+)\)" d="M[\d.]+,0A[^"]*"(?![^>]* opacity="0")/g)]
  const places = (found: readonly RegExpExecArray[], legend: number) =>
    found.filter((m) => Number(m[2]) !== legend).map((m) => Number(m[axis + 1]))
  return [...places(still, 8), ...places(live, 6)].sort((a, b) => a - b)
}
