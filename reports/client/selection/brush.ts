/** Selects a span of time by dragging across a drawing. Hovering and scrolling stay as they are. */

/** Fewer px are a click. */
const leastPx = 5

export interface Span {
  readonly fromS: number
  readonly toS: number
}

/** `timeOf`: the axis of time that the drawing has now; null: it has none. `chosen` is called when the pointer lets go. */
export function enableBrush(
  drawing: HTMLElement,
  timeOf: () => { readonly startS: number; readonly endS: number } | null,
  chosen: (span: Span) => void,
): void {
  drawing.addEventListener('pointerdown', (down) => {
    const plot = plotOf(drawing)
    const time = timeOf()
    if (down.button !== 0 || plot === null || time === null || down.clientX < plot.left || down.clientX > plot.right)
      return
    const band = document.createElement('div')
    band.className = 'brush'
    const within = (x: number) => Math.min(plot.right, Math.max(plot.left, x))
    const ends = (x: number) => [Math.min(down.clientX, within(x)), Math.max(down.clientX, within(x))] as const
    const move = (event: PointerEvent) => {
      const [left, right] = ends(event.clientX)
      if (right - left < leastPx) return band.remove()
      event.preventDefault()
      place(band, drawing, plot, left, right)
    }
    const stop = (event: PointerEvent) => {
      band.remove()
      drawing.removeEventListener('pointermove', move)
      const [left, right] = ends(event.clientX)
      if (event.type !== 'pointerup' || right - left < leastPx) return
      const at = (x: number) => time.startS + ((x - plot.left) / (plot.right - plot.left)) * (time.endS - time.startS)
      chosen({ fromS: at(left), toS: at(right) })
    }
    drawing.setPointerCapture(down.pointerId)
    drawing.addEventListener('pointermove', move)
    for (const end of ['pointerup', 'pointercancel'] as const) drawing.addEventListener(end, stop, { once: true })
    down.preventDefault()
  })
}

function place(band: HTMLElement, drawing: HTMLElement, plot: DOMRect, left: number, right: number): void {
  const room = drawing.getBoundingClientRect()
  Object.assign(band.style, {
    left: `${left - room.left}px`,
    top: `${plot.top - room.top}px`,
    width: `${right - left}px`,
    height: `${plot.height}px`,
  })
  if (!band.isConnected) drawing.append(band)
}

const stacked = '.live svg g[class*="concat_"] > g > path.background'
const single = '.live svg g.role-frame.root > g > path.background'

/** Where the plot is in the live drawing; of plots above each other, all of them. Null until it is drawn. */
function plotOf(drawing: HTMLElement): DOMRect | null {
  const found = [stacked, single].map((place) => [...drawing.querySelectorAll(place)]).find((paths) => paths.length > 0)
  const plots = (found ?? []).map((path) => path.getBoundingClientRect())
  const [first] = plots
  if (first === undefined) return null
  const top = Math.min(...plots.map((box) => box.top))
  return new DOMRect(first.left, top, first.width, Math.max(...plots.map((box) => box.bottom)) - top)
}
