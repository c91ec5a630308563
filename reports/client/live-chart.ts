import type { View } from 'vega'
import embed from 'vega-embed'
import { expressionInterpreter } from 'vega-interpreter'
import { sizeSpec } from '../size-spec.ts'
import { withVariables } from '../theme.ts'
import type { ChartData } from './chart-data.ts'

/** A chart that is drawn live, once it has come near the screen. */
export interface LiveChart {
  /** Null until it is drawn. */
  readonly view: View | null
}

const settleMs = 150

/** Draws the chart live when its figure comes near the screen, and again when its width changes; until then, and if that fails, the still one stays. */
export function mountWhenNear(figure: HTMLElement, data: ChartData): LiveChart {
  const drawing = figure.querySelector<HTMLElement>('.drawing') as HTMLElement
  const mounted = { view: null as View | null, width: 0 }
  const draw = async () => {
    const width = Math.floor(drawing.clientWidth)
    if (width === 0 || Math.abs(width - mounted.width) < 2) return
    mounted.width = width
    mounted.view = await drawLive(drawing, data, width, mounted.view)
    figure.dataset['live'] = 'true'
  }
  const near = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      near.disconnect()
      void draw()
      let waiting: ReturnType<typeof setTimeout> | undefined
      new ResizeObserver(() => {
        clearTimeout(waiting)
        waiting = setTimeout(() => void draw(), settleMs)
      }).observe(drawing)
    },
    { rootMargin: '600px' },
  )
  near.observe(drawing)
  return mounted
}

async function drawLive(drawing: HTMLElement, data: ChartData, width: number, before: View | null): Promise<View> {
  const fresh = document.createElement('div')
  const spec = JSON.parse(withVariables(JSON.stringify(sizeSpec(data.spec, data.rows, width))))
  const { view } = await embed(fresh, spec, {
    mode: 'vega-lite',
    renderer: 'svg',
    actions: false,
    ast: true,
    expr: expressionInterpreter,
    defaultStyle: false,
    logLevel: 1,
    tooltip: { disableDefaultStyle: true, theme: 'report' },
  })
  const live = drawing.querySelector<HTMLElement>('.live') as HTMLElement
  before?.finalize()
  live.replaceChildren(fresh)
  live.hidden = false
  drawing.classList.add('is-live')
  return view
}
