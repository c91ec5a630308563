import { expect, test } from 'vitest'
import { sizeSpec } from '../../../reports/size-spec.ts'
import { complete, logTicks } from '../../../reports/spec-parts.ts'
import { axisExtent, vegaConfig } from '../../../reports/theme.ts'

const at = (body: Record<string, unknown>, width: number) =>
  sizeSpec(complete(body), [{ a: 1 }], width) as unknown as Record<string, unknown>

test('a single view is fitted to the width and carries the rows', () => {
  const spec = at({ mark: 'point' }, 500)
  expect(spec).toMatchObject({
    width: 500,
    autosize: { type: 'fit-x', contains: 'padding' },
    datasets: { rows: [{ a: 1 }] },
  })
})

test('stacked views share the width left beside the axis', () => {
  const { left, right } = vegaConfig.padding
  const spec = at({ vconcat: [{ mark: 'line' }, { mark: 'area' }] }, 500)
  const widths = (spec['vconcat'] as { width: number }[]).map((view) => view.width)
  expect(widths).toEqual([500 - axisExtent - left - right, 500 - axisExtent - left - right])
})

test('on a phone legends wrap', () => {
  expect(at({ mark: 'point' }, 340)).toMatchObject({ config: { legend: { columns: 2 } } })
})

test('logarithmic ticks are 1, 2 and 5, or powers of ten over a long span', () => {
  expect(logTicks(8, 600)).toEqual([10, 20, 50, 100, 200, 500])
  expect(logTicks(0.01, 1000)).toEqual([0.01, 0.1, 1, 10, 100, 1000])
})
