import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** As text, because the tests are checked without the types of a browser. */
const overflowScript = `({
  page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  charts: [...document.querySelectorAll('figure.chart')]
    .filter((figure) => {
      const room = figure.querySelector('.drawing')?.getBoundingClientRect()
      const drawn = [...figure.querySelectorAll('svg')].map((svg) => svg.getBoundingClientRect()).find((box) => box.width > 0)
      return room && drawn && drawn.right > room.right + 2
    })
    .map((figure) => figure.id),
})`

export interface Overflow {
  readonly page: number
  readonly charts: readonly string[]
}

/** Pixels by which the page, and the ids of charts whose drawing, is wider than its room. */
export const overflow = (page: Page): Promise<Overflow> => page.evaluate<Overflow>(overflowScript)

// Every row of a table and every dot of a chart is like the next: axe looks at four of each, and at no drawing that is not shown.
// What the page loses comes back afterwards.
const faultsScript = (rules: string) => `(async () => {
  const closed = [...document.querySelectorAll('details:not([open])')]
  for (const details of closed) details.open = true
  const taken = [
    ...document.querySelectorAll('table.data tbody tr:nth-child(n+5)'),
    ...[...document.querySelectorAll('.still svg')].filter((svg) => svg.getClientRects().length === 0),
    ...document.querySelectorAll('.live svg g.mark-symbol > path:nth-of-type(n+5)'),
  ].map((node) => ({ node, parent: node.parentNode, next: node.nextSibling }))
  for (const { node } of taken) node.remove()
  const { violations } = await axe.run({ resultTypes: ['violations'], ${rules} })
  for (const { node, parent, next } of taken.reverse()) parent.insertBefore(node, next)
  for (const details of closed) details.open = false
  return violations.map((found) => found.id + ': ' + found.nodes[0]?.html.slice(0, 200) + ' ' + found.nodes[0]?.failureSummary)
})()`

/** What axe finds wrong with the page as it is, its details opened. */
export async function axeFaults(page: Page, of: 'all' | 'colours' = 'all'): Promise<readonly string[]> {
  const has = await page.evaluate<boolean>("typeof axe === 'object'")
  if (!has) await page.evaluate(axe)
  return page.evaluate<readonly string[]>(faultsScript(of === 'all' ? '' : "runOnly: ['color-contrast']"))
}

const fitsScript = `[...document.querySelectorAll('figure.chart:not(.none)')].every((figure) => {
  const drawing = figure.querySelector('.drawing')
  return figure.dataset.live === 'true' && Math.abs(Number(drawing.dataset.width) - drawing.clientWidth) < 2
})`

/** Waits until every chart is live and drawn for the room that it has. The window must be so high that all are near. */
export async function chartsFit(page: Page): Promise<void> {
  // Not waitForFunction: it hands the page text to evaluate, which the policy forbids.
  for (let left = 600; left > 0; left--) {
    if (await page.evaluate<boolean>(fitsScript)) return
    await page.waitForTimeout(100)
  }
  throw new Error('the charts of the page did not come to fit it within a minute')
}

/** Makes the window so wide, and so high that every chart is near. */
export const widen = (page: Page, width: number): Promise<void> => page.setViewportSize({ width, height: tall })

/** Height of a window that holds a whole page, px. */
export const tall = 14_000
