import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { renderReport } from '../../src/report/render-report.ts'
import { hasChromium, launchChromium, openWatched, type WatchedPage } from '../helpers/browser.ts'
import { axeFaults, chartsFit, tall } from '../helpers/page-checks.ts'
import { sampleReport, sampleServer } from '../helpers/sample-report.ts'

const hostile = `<img src=x onerror="document.title='pwned'">`
const requests = 300

describe.skipIf(!hasChromium)(
  'selecting requests of a report in Chromium (needs /usr/bin/chromium or CHROMIUM)',
  () => {
    let browser: Browser
    let folder: string
    let watched: WatchedPage
    let page: Page

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'infbench-selection-'))
      const options = { requests, failShare: 0.03, classes: ['chat', hostile] }
      writeFileSync(join(folder, 'run.html'), await renderReport(sampleReport(options, null, sampleServer(60))))
      browser = await launchChromium()
      const viewport = { width: 1280, height: tall }
      watched = await openWatched(browser, pathToFileURL(join(folder, 'run.html')).href, {
        viewport,
        acceptDownloads: true,
      })
      page = watched.page
      await chartsFit(page)
    })
    afterAll(async () => {
      await browser?.close()
      rmSync(folder, { recursive: true, force: true })
    })
    beforeEach(async () => {
      const reset = page.locator('#select-reset')
      if (await reset.isEnabled()) await reset.click()
      await expect.poll(() => dots(page)).toBeGreaterThan(250)
    })

    const said = async () => (await page.locator('#select-said').textContent())?.replaceAll('\u00a0', ' ')
    /** How many the bar says are selected. */
    const selectedCount = async () => Number(/^([\d,]+) of/.exec((await said()) ?? '')?.[1] ?? Number.NaN)

    test('dragging across a chart over time leaves the requests of that span in all others', async () => {
      const box = await page.locator('#ttft-over-time .live g.role-frame.root > g > path.background').boundingBox()
      const { x, y, width, height } = box as NonNullable<typeof box>
      await page.mouse.move(x + 0.4 * width, y + height / 2)
      await page.mouse.down()
      await page.mouse.move(x + 0.5 * width, y + height / 2)
      expect(await page.locator('.brush').count()).toBe(1)
      await page.mouse.move(x + 0.6 * width, y + height / 2, { steps: 3 })
      await page.mouse.up()
      expect(await page.locator('.brush').count()).toBe(0)
      const count = await selectedCount()
      expect(count).toBeGreaterThan(20)
      expect(count).toBeLessThan(0.4 * requests)
      await expect.poll(() => dots(page)).toBeLessThanOrEqual(count)
      const csv = await csvOf(page, 'ttft-by-input')
      expect(csv.filter((line) => line.startsWith('request,')).length).toBeLessThanOrEqual(count)
      expect(await captionOf(page, 'tail')).toContain('Of the selected requests alone.')
      expect(await captionOf(page, 'itl-by-token')).toContain('Drawn of all requests')
      const span = await Promise.all(['from', 'to'].map((end) => page.locator(`#select-${end}`).inputValue()))
      const times = (await csvOf(page, 'server-load')).slice(1).map((line) => Number(line.split(',')[1]))
      expect(times.length).toBeGreaterThan(2)
      for (const at of times) expect(at).toBeGreaterThanOrEqual(Number(span[0]))
      for (const at of times) expect(at).toBeLessThanOrEqual(Number(span[1]))
    })

    test('a span can be named by keyboard alone, is announced, and Escape shows all again', async () => {
      expect(await page.locator('#select-said').getAttribute('role')).toBe('status')
      await page.locator('#select-from').focus()
      await page.keyboard.press('Control+A')
      await page.keyboard.type('20')
      await page.keyboard.press('Tab')
      await page.keyboard.type('30')
      await page.keyboard.press('Enter')
      await expect.poll(said).toMatch(/^[\d,]+ of 300 requests, due from 20 s to 30 s; TTFT p50 /)
      await page.keyboard.press('Escape')
      await expect.poll(said).toMatch(/^Drag across a chart/)
      expect(await captionOf(page, 'tail')).not.toContain('selected')
    })

    test('a class leaves its own requests, its name is text, and the data table follows', async () => {
      expect(await page.locator('#select-class option').allTextContents()).toEqual(['any', 'chat', hostile])
      await page.locator('#select-class').selectOption({ index: 2 })
      await expect.poll(selectedCount).toBe(requests / 2)
      expect(await said()).toContain(`of class ${hostile}`)
      expect(await page.locator('#ttft-by-input details p.foot').textContent()).toMatch(/of 1[0-9]{2} rows/)
      expect(await page.title()).not.toBe('pwned')
      expect(await page.locator('img').count()).toBe(0)
    })

    test('a span without requests says so in every chart', async () => {
      const last = Number(await page.locator('#select-to').inputValue())
      await page.locator('#select-from').fill(String(last - 0.001))
      await page.locator('#select-from').press('Enter')
      await expect.poll(selectedCount).toBe(0)
      expect(await page.locator('#ttft-over-time .none-selected').textContent()).toBe('Nothing of what is selected.')
      await expect.poll(() => page.locator('#ttft-over-time .live').isVisible()).toBe(false)
    })

    test('what is no number, ends before it begins or lies outside still selects', async () => {
      for (const [from, to, wanted] of [
        ['', '10', /from 0 ms to 10 s/],
        ['30', '20', /from 20 s to 30 s/],
        ['-5', '1e9', /^Drag across/],
      ] as const) {
        await page.locator('#select-from').fill(from)
        await page.locator('#select-to').fill(to)
        await page.locator('#select-to').press('Enter')
        await expect.poll(said).toMatch(wanted)
      }
    })

    test('a selected page has no fault for axe, and all of it happened under the policy', async () => {
      await page.locator('#select-from').fill('25')
      await page.locator('#select-from').press('Enter')
      await expect.poll(selectedCount).toBeGreaterThan(0)
      await chartsFit(page)
      expect(await axeFaults(page)).toEqual([])
      expect(watched.complaints).toEqual([])
    })
  },
)

/** Dots of the chart of TTFT over time, lines not counted. */
const dots = (page: Page) =>
  page.locator('#ttft-over-time .live g.mark-symbol.role-mark').first().locator('> path').count()

const captionOf = (page: Page, id: string) => page.locator(`#${id}-text`).textContent()

async function csvOf(page: Page, id: string): Promise<readonly string[]> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator(`#${id} [data-save="csv"]`).click()])
  return readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n')
}
