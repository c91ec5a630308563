import { expect, test } from 'vitest'
import { binned } from '../../../../../../src/cli/output/charts/histogram.ts'
import { type RunSeries, runCharts } from '../../../../../../src/cli/output/charts/run-charts.ts'
import { inParts, sparkline } from '../../../../../../src/cli/output/charts/sparkline.ts'
import { visibleWidth } from '../../../../../../src/cli/output/text/columns.ts'
import { textStyle } from '../../../../../../src/cli/output/text/text-style.ts'

const styleOf = (columns: number, env: Record<string, string> = {}, isTerminal = true) =>
  textStyle({ write: () => {}, isTerminal, columns }, { NO_COLOR: '1', ...env })

/** Waits that grow over the run, a pace that does not, three earlier runs, one of which saw no token. */
const series: RunSeries = {
  ttftMs: Array.from({ length: 60 }, (_, i) => 100 + i * 7),
  tpotMs: Array.from({ length: 60 }, (_, i) => 1 + (i % 12) ** 2),
  ttftOverTime: Array.from({ length: 12 }, (_, i) => ({ p50: i === 4 ? null : 100 + i * 30, p95: i < 2 ? null : 500 })),
  tpotOverTime: Array.from({ length: 12 }, () => ({ p50: 20, p95: null })),
  binS: 2,
  history: [120, null, 90, 180].map((ttftP50Ms, i) => ({
    ...{ runId: `r${i}`, ttftP50Ms, tpotP50Ms: null, outputTokensPerS: 1000 + 100 * i },
  })),
}
const drawn = (columns: number, env: Record<string, string> = {}) =>
  `\n${runCharts(series, styleOf(columns, env)).join('\n')}\n`

test('a wide terminal shows both histograms beside each other', () => {
  expect(drawn(100)).toMatchInlineSnapshot(`
    "
      TTFT, ms                                          TPOT, ms
      100 to 150  8  ███████████████████████████████    1 to 2       5  ██████████
      150 to 200  7  ███████████████████████████        2 to 5       5  ██████████
      200 to 250  7  ███████████████████████████        5 to 10      5  ██████████
      250 to 300  7  ███████████████████████████        10 to 20    10  ████████████████████
      300 to 350  7  ███████████████████████████        20 to 50    10  ████████████████████
      350 to 400  7  ███████████████████████████        50 to 100   15  ██████████████████████████████
      400 to 450  7  ███████████████████████████        100 to 200  10  ████████████████████
      450 to 500  8  ███████████████████████████████
      500 to 550  2  ████████

      over the run, a column for 2 s, from 0 to the largest
      TTFT p50  ▂▂▃▄ ▅▅▆▆▇▇█  100 to 430 ms
      TTFT p95    ██████████  500 ms
      TPOT p50  ████████████  20.0 ms

      the last 4 runs of this workload, this one on the right
      TTFT p50  ▅ ▄█  90.0 to 180 ms
      output    ▆▇▇█  1,000 to 1,300 tok/s
    "
  `)
})

test('forty columns are enough', () => {
  expect(drawn(40)).toMatchInlineSnapshot(`
    "
      TTFT, ms
      100 to 150  8  ███████████████████████
      150 to 200  7  ████████████████████
      200 to 250  7  ████████████████████
      250 to 300  7  ████████████████████
      300 to 350  7  ████████████████████
      350 to 400  7  ████████████████████
      400 to 450  7  ████████████████████
      450 to 500  8  ███████████████████████
      500 to 550  2  ██████

      TPOT, ms
      1 to 2       5  ███████
      2 to 5       5  ███████
      5 to 10      5  ███████
      10 to 20    10  ███████████████
      20 to 50    10  ███████████████
      50 to 100   15  ██████████████████████
      100 to 200  10  ███████████████

      over the run, a column for 2 s, from 0
      to the largest
      TTFT p50  ▂▂▃▄ ▅▅▆▆▇▇█  100 to 430 ms
      TTFT p95    ██████████  500 ms
      TPOT p50  ████████████  20.0 ms

      the last 2 runs of this workload, this
      one on the right
      TTFT p50  ▄█  90.0 to 180 ms
      output    ▇█  1,200 to 1,300 tok/s
    "
  `)
})

test.each([{ TERM: 'dumb' }, { LANG: 'C' }, { LC_ALL: 'POSIX' }])('%o gets ASCII alone', (env) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the letters of ASCII
  expect(drawn(80, env as Record<string, string>)).toMatch(/^[\u0000-\u007f]+$/)
  expect(drawn(80, { TERM: 'dumb' })).toMatchInlineSnapshot(`
    "
      TTFT, ms
      100 to 150  8  ###############################################################
      150 to 200  7  #######################################################
      200 to 250  7  #######################################################
      250 to 300  7  #######################################################
      300 to 350  7  #######################################################
      350 to 400  7  #######################################################
      400 to 450  7  #######################################################
      450 to 500  8  ###############################################################
      500 to 550  2  ################

      TPOT, ms
      1 to 2       5  #####################
      2 to 5       5  #####################
      5 to 10      5  #####################
      10 to 20    10  #########################################
      20 to 50    10  #########################################
      50 to 100   15  ##############################################################
      100 to 200  10  #########################################

      over the run, a column for 2 s, from 0 to the largest
      TTFT p50  ::-= ++**%%#  100 to 430 ms
      TTFT p95    ##########  500 ms
      TPOT p50  ############  20.0 ms

      the last 4 runs of this workload, this one on the right
      TTFT p50  + =#  90.0 to 180 ms
      output    *%%#  1,000 to 1,300 tok/s
    "
  `)
})

test.each([40, 47, 60, 83, 84, 100, 200])('no line is wider than %d columns', (columns) => {
  for (const line of runCharts(series, styleOf(columns))) expect(visibleWidth(line), line).toBeLessThanOrEqual(columns)
})

test('colours are for terminals without NO_COLOR alone', () => {
  const withColour = textStyle({ write: () => {}, isTerminal: true, columns: 80 }, { TERM: 'xterm' })
  expect(runCharts(series, withColour).join('')).toContain('\u001b[')
  expect(drawn(80)).not.toContain('\u001b[')
  const pipe = textStyle({ write: () => {}, isTerminal: false, columns: null }, {})
  expect(runCharts(series, pipe).join('')).not.toContain('\u001b[')
})

test('what there is nothing of is left out: few requests, one run, no stream', () => {
  const none: RunSeries = {
    ...series,
    ttftMs: [1],
    tpotMs: [],
    ttftOverTime: [{ p50: 1, p95: null }],
    tpotOverTime: [],
    history: series.history.slice(3),
  }
  expect(runCharts(none, styleOf(80))).toEqual([])
})

test.each([
  [[5, 5, 5], [[5, 6, 3]]],
  [[0, 0], [[0, 1, 2]]],
  [
    [1, 3, 900],
    [
      [1, 2, 1],
      [2, 5, 1],
      [5, 10, 0],
      [10, 20, 0],
      [20, 50, 0],
      [50, 100, 0],
      [100, 200, 0],
      [200, 500, 0],
      [500, 1000, 1],
    ],
  ],
  [
    [120, 130, 210],
    [
      [120, 130, 1],
      [130, 140, 1],
      [140, 150, 0],
      [150, 160, 0],
      [160, 170, 0],
      [170, 180, 0],
      [180, 190, 0],
      [190, 200, 0],
      [200, 210, 1],
    ],
  ],
] as const)('the bins of %j have round edges and hold every value', (values, wanted) => {
  const bins = binned(values)
  expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(values.length)
  if (values[0] !== 5 && values[0] !== 0) expect(bins.map(({ from, to, count }) => [from, to, count])).toEqual(wanted)
})

test.each([
  [1e-6, 1e6],
  [0.5, 0.5],
  [3, 3.0001],
  [0, 1e5],
  [7, 140],
  [999, 1001],
])('values from %d to %d fall into at most ten bins', (least, most) => {
  const values = Array.from({ length: 50 }, (_, i) => least + ((most - least) * i) / 49)
  const bins = binned(values)
  expect(bins.length).toBeLessThanOrEqual(11)
  expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(50)
  expect(bins[0]?.from).toBeLessThanOrEqual(least)
  expect(bins.at(-1)?.to).toBeGreaterThanOrEqual(most * (1 - 1e-9))
})

test('a sparkline begins at 0, shows every value above it and leaves a blank for none', () => {
  expect(sparkline([0, 1, null, 50, 100], styleOf(80))).toBe('▁▁ ▄█')
  expect(sparkline([0, 0], styleOf(80))).toBe('▁▁')
  expect(inParts([1, 2, 3, 4, 5], 3, (part) => Math.max(...part))).toEqual([3, 5])
})
