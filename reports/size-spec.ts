import type { TopLevelSpec } from 'vega-lite'
import type { Row } from './chart.ts'
import { axisExtent, vegaConfig } from './theme.ts'

/** Below this width, px, legends wrap and axes carry fewer labels. */
const narrow = 460

/** Whether a drawing of so many px is one for a phone. */
export const isNarrow = (width: number) => width < narrow

type Body = Record<string, unknown>

/**
 * A chart's spec with its rows, made to fill `width` px. A single view is fitted by Vega; stacked views cannot be, so each gets the
 * width less the padding and the axis extent, which the theme keeps the same for all of them.
 */
export function sizeSpec(spec: TopLevelSpec, rows: readonly Row[], width: number): TopLevelSpec {
  const body = spec as unknown as Body
  const sized = Array.isArray(body['vconcat']) ? sizeStack(body, width) : sizeSingle(body, width)
  return { ...sized, datasets: { rows }, config: configFor(body['config'] as Body, width) } as unknown as TopLevelSpec
}

function sizeSingle(body: Body, width: number): Body {
  return { ...body, width, autosize: { type: 'fit-x', contains: 'padding' } }
}

function sizeStack(body: Body, width: number): Body {
  const inner = width - axisExtent - vegaConfig.padding.left - vegaConfig.padding.right
  return { ...body, vconcat: (body['vconcat'] as Body[]).map((view) => ({ ...view, width: inner })) }
}

function configFor(config: Body, width: number): Body {
  if (!isNarrow(width)) return config
  const legend = { ...(config['legend'] as Body), columns: 2, columnPadding: 10 }
  return { ...config, legend, axisX: { ...(config['axisX'] as Body), tickCount: 4 } }
}
