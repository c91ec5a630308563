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
  /** What it shows now; null: nothing of what is selected. */
  readonly shown: ChartData | null
  /** Shows other data: at once where it is live, else when it comes near. */
  show(data: ChartData | null): Promise<void>
}

const settleMs = 150

/** Draws the chart live when its figure comes near the screen, and again when its width or its data change; until then, and if that fails, the still one stays. */
export function mountWhenNear(figure: HTMLElement, data: ChartData): LiveChart {
  const drawing = figure.querySelector<HTMLElement>('.drawing') as HTMLElement
  const state: State = { view: null, shown: data, width: 0, near: false }
  whenNear(drawing, () => {
    state.near = true
    void redraw(figure, drawing, state, true)
    let waiting: ReturnType<typeof setTimeout> | undefined
    new ResizeObserver(() => {
      clearTimeout(waiting)
      waiting = setTimeout(() => void redraw(figure, drawing, state, false), settleMs)
    }).observe(drawing)
  })
  return Object.assign(state, {
    show(next: ChartData | null) {
      state.shown = next
      return redraw(figure, drawing, state, true)
    },
  })
}

interface State {
  view: View | null
  shown: ChartData | null
  /** Of the last drawing, px. */
  width: number
  near: boolean
}

/** Calls once, when the drawing is on the screen or not far from it. */
function whenNear(drawing: HTMLElement, begin: () => void): void {
  const near = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      near.disconnect()
      begin()
    },
    { rootMargin: '1200px' },
  )
  near.observe(drawing)
}

/** Draws what is shown; without `force` only in a new width. */
async function redraw(figure: HTMLElement, drawing: HTMLElement, state: State, force: boolean): Promise<void> {
  const width = Math.floor(drawing.clientWidth)
  if (!state.near || width === 0 || (!force && Math.abs(width - state.width) < 2)) return
  state.width = width
  const { shown } = state
  const live = drawing.querySelector<HTMLElement>('.live') as HTMLElement
  if (shown !== null) {
    const { view, element } = await drawLive(drawing, shown, width)
    if (shown !== state.shown || width !== state.width) {
      view.finalize() // overtaken by a later drawing
      return
    }
    state.view?.finalize()
    state.view = view
    live.replaceChildren(element)
  }
  drawing.classList.add('is-live')
  live.hidden = shown === null
  figure.dataset['live'] = 'true'
  drawing.dataset['width'] = String(width)
}

interface Drawn {
  readonly view: View
  readonly element: HTMLElement
}

/**
 * Draws in exactly so many px or less. Stacked views are not fitted by Vega: a last label of the time axis may stand out to the right by
 * some px, how many is known from the drawing alone, for it depends on the reader's fonts.
 */
async function drawLive(drawing: HTMLElement, data: ChartData, width: number): Promise<Drawn> {
  const drawn = await drawAt(drawing, data, width)
  const excess = Number(drawn.element.querySelector('svg')?.getAttribute('width')) - width
  if (!(excess > 0)) return drawn
  drawn.view.finalize()
  return drawAt(drawing, data, width - excess)
}

async function drawAt(drawing: HTMLElement, data: ChartData, width: number): Promise<Drawn> {
  const element = drawing.ownerDocument.createElement('div')
  const spec = JSON.parse(withVariables(JSON.stringify(sizeSpec(data.spec, data.rows, width))))
  const { view } = await embed(element, spec, {
    mode: 'vega-lite',
    renderer: 'svg',
    actions: false,
    ast: true,
    expr: expressionInterpreter,
    defaultStyle: false,
    logLevel: 1,
    tooltip: { disableDefaultStyle: true, theme: 'report' },
  })
  return { view, element }
}
