import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { summarize } from '../../src/metrics/summarize.ts'
import { compareRuns, type Side } from '../../src/report/compare-runs.ts'
import { compareSides } from '../../src/report/compare-sides.ts'
import { renderComparison } from '../../src/report/render-comparison.ts'
import { renderHistory } from '../../src/report/render-history.ts'
import { renderSweep } from '../../src/report/render-sweep.ts'
import { renderReport } from '../../src/report/render-report.ts'
import type { SearchPlan } from '../../src/stats/search/capacity-search.ts'
import { hasChromium, launchChromium, openWatched, type WatchedPage, waitForLiveCharts } from '../helpers/browser.ts'
import { axeFaults, chartsFit, overflow, tall, widen } from '../helpers/page-checks.ts'
import { sampleReport } from '../helpers/sample-report.ts'
import { sampleSweep } from '../helpers/sample-sweep.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { sampleHistory } from '../helpers/sample-history.ts'
import { sampleSide } from '../helpers/sample-sides.ts'

const search: SearchPlan = {
  ...{ metric: 'goodput', attainment: 0.9, over: 'rate', start: 1, least: 0.5, most: 32 },
  ...{ tolerance: 0.1, mostRuns: 12 },
}

interface Look {
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
  /** Colours alone where all else was looked at in the same width. */
  readonly axe: 'all' | 'colours' | 'none'
}

const shown = ['run', 'comparison', 'repeats', 'history', 'failed', 'hostile', 'sweep', 'search'] as const

/** The windows that a page is looked at in: phones, desks and walls, each colour scheme on a phone or a desk. */
const looks = (name: (typeof shown)[number]): readonly Look[] => [
  { width: 1280, colorScheme: 'light', axe: 'all' },
  ...(name === 'failed' || name === 'hostile' ? [] : ([{ width: 1280, colorScheme: 'dark', axe: 'colours' }] as const)),
  { width: 360, colorScheme: name === 'search' ? 'dark' : 'light', axe: 'all' },
  ...(name === 'failed' ? [] : ([{ width: 2560, colorScheme: 'dark', axe: 'none' }] as const)),
]

const hostile = `</script><img src=x onerror="document.title='pwned'"><b>bold</b>`

describe.skipIf(!hasChromium)('a report in Chromium (needs /usr/bin/chromium or CHROMIUM)', () => {
  let browser: Browser
  let folder: string
  const url = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'infbench-report-'))
    const write = (name: string, html: string) => writeFileSync(join(folder, `${name}.html`), html)
    write('run', await renderReport(sampleReport({ requests: 300, failShare: 0.03 })))
    write(
      'hostile',
      await renderReport(
        sampleReport({ requests: 40, failShare: 0.4, detail: hostile, name: hostile, model: hostile, warmupS: 0 }),
      ),
    )
    write('failed', await renderReport(sampleReport({ requests: 30, failShare: 1, warmupS: 0 })))
    write('comparison', await comparisonPage())
    write('repeats', await repeatsPage())
    write('history', await renderHistory(sampleHistory()))
    write('sweep', await renderSweep(sampleSweep().model))
    write('search', await renderSweep(sampleSweep({ search }).model))
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  describe.each(shown)('the %s page', (name) => {
    let watched: WatchedPage
    beforeAll(async () => {
      const [first] = looks(name)
      watched = await openWatched(browser, url(name), { viewport: { width: first?.width ?? 1280, height: tall } })
    })
    afterAll(() => watched?.page.context().close())

    test.each(looks(name))('fits $width px in $colorScheme colours, and axe finds no fault', async (look) => {
      const { page } = watched
      await page.emulateMedia({ colorScheme: look.colorScheme })
      await widen(page, look.width)
      await chartsFit(page)
      expect(await overflow(page)).toEqual({ page: 0, charts: [] })
      if (look.axe !== 'none') expect(await axeFaults(page, look.axe)).toEqual([])
    })

    test('has every chart live under the policy, and nothing complained', async () => {
      const { page, complaints } = watched
      const charts = await page.locator('figure.chart:not(.none)').count()
      expect(await page.locator('.live svg').count()).toBe(charts)
      expect(await page.locator('.still svg:visible').count()).toBe(0)
      expect(complaints).toEqual([])
    })
  })

  test.each(['run', 'comparison', 'sweep', 'hostile'])(
    'nothing of the %s page scrolls sideways without JavaScript',
    async (name) => {
      const { page } = await openWatched(browser, url(name), { viewport: null, javaScriptEnabled: false })
      for (const width of [360, 768, 1280, 2560]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflow(page), `${width} px`).toEqual({ page: 0, charts: [] })
      }
      await page.context().close()
    },
  )

  test('without JavaScript the letters of all charts have one size, however wide the page is', async () => {
    for (const width of [360, 768, 1280, 2560]) {
      const { page } = await openWatched(browser, url('run'), {
        viewport: { width, height: 900 },
        javaScriptEnabled: false,
      })
      const drawn = await page
        .locator('.still svg')
        .evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().width / Number(svg.getAttribute('width'))))
      const scales = drawn.filter((scale) => scale > 0)
      expect(Math.max(...scales), `${width} px`).toBeLessThanOrEqual(1)
      expect(Math.min(...scales), `${width} px`).toBeGreaterThan(0.8)
      await page.context().close()
    }
  })

  test('without JavaScript every chart is drawn at the width that fits', async () => {
    for (const [width, wanted] of [
      [360, '.narrow svg:visible'],
      [1280, ':is(.wide, .full .broad) svg:visible'],
    ] as const) {
      const { page, complaints } = await openWatched(browser, url('run'), {
        viewport: { width, height: 900 },
        javaScriptEnabled: false,
      })
      const charts = await page.locator('figure.chart:not(.none)').count()
      expect(await page.locator(wanted).count()).toBe(charts)
      expect(await page.locator('.still svg:visible').count()).toBe(charts)
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })

  test('strings of a hostile server are text and nothing else', async () => {
    const { page, complaints } = await openWatched(browser, url('hostile'), { viewport: { width: 1280, height: 900 } })
    await waitForLiveCharts(page)
    expect(await page.title()).toContain('<b>bold</b>')
    expect(await page.locator('img, main b').count()).toBe(0)
    expect(await page.locator('h1').textContent()).toContain('</script><img')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the policy stops a script that got into the page all the same', async () => {
    const html = readFileSync(join(folder, 'run.html'), 'utf8').replace(
      '<main',
      `<script>document.title='pwned'</script><main`,
    )
    writeFileSync(join(folder, 'injected.html'), html)
    const { page, complaints } = await openWatched(browser, url('injected'), {})
    expect(await page.title()).not.toBe('pwned')
    expect(complaints.some((line) => line.includes('Content Security Policy'))).toBe(true)
    await page.context().close()
  })

  describe('a reader of the run page', () => {
    let watched: WatchedPage
    beforeAll(async () => {
      const viewport = { width: 1280, height: tall }
      watched = await openWatched(browser, url('run'), { viewport, colorScheme: 'dark', acceptDownloads: true })
      await chartsFit(watched.page)
    })
    afterAll(() => watched?.page.context().close())

    test('a formula opens by keyboard focus and closes with Escape', async () => {
      const { page } = watched
      const term = page.locator('.term', { hasText: 'TTFT' }).first()
      await term.focus()
      await expect.poll(() => term.locator('.tip').isVisible()).toBe(true)
      expect(await term.locator('code').textContent()).toBe('firstTokenAt - scheduledAt')
      await page.keyboard.press('Escape')
      expect(await term.locator('.tip').isVisible()).toBe(false)
    })

    test('downloads give all rows, a complete spec and a drawing with its colours', async () => {
      const { page } = watched
      const csv = await download(page, 'csv')
      expect(csv.name).toBe('ttft-over-time.csv')
      expect(csv.text.split('\r\n')[0]).toBe('series,atS,ms,request')
      expect(csv.text.split('\r\n').filter((line) => line.startsWith('request,')).length).toBeGreaterThan(280)
      const spec = JSON.parse((await download(page, 'spec')).text)
      expect(spec.$schema).toContain('vega-lite/v6')
      expect(spec.datasets.rows.length).toBeGreaterThan(280)
      const svg = (await download(page, 'svg')).text
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
      expect(svg).not.toContain('var(--')
    })

    test('hovering a chart shows values', async () => {
      const { page, complaints } = watched
      await page.locator('#timeline .live svg path[fill="var(--blue)"]').nth(20).hover()
      await expect.poll(() => page.locator('#vg-tooltip-element.visible').textContent()).toContain('first token (s)')
      expect(complaints).toEqual([])
    })

    test('paper gets the still charts in light colours on few pages', async () => {
      const { page } = watched
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      expect(await page.locator('.live svg:visible').count()).toBe(0)
      expect(await page.locator('.still.wide svg:visible').count()).toBe(
        await page.locator('figure.chart:not(.none)').count(),
      )
      const ink = await page.evaluate<string>(
        "getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()",
      )
      expect(ink).toBe('#1b2029')
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
      expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(12)
    })
  })
})

/** Three sides of repeats: bounds, pairs and a column each. */
async function repeatsPage(): Promise<string> {
  const sides = [1, 1.1, 0.9].map((slowness, place) =>
    sampleSide(`side ${place}`, { slowness, place, runs: 5, requests: 80, firstSeed: place === 2 ? 50 : 1 }),
  ) as unknown as readonly [Side, Side, Side]
  return renderComparison(compareSides(sides, { margin: 0.05 }), sides)
}

async function comparisonPage(): Promise<string> {
  const side = (options: Parameters<typeof sampleRun>[0], runId: string) => {
    const { header, records } = sampleRun(options)
    const named = { ...header, runId }
    return { header: named, document: summarize(named, records), records }
  }
  const a = side({ requests: 300, name: 'baseline' }, 'a')
  const b = side({ requests: 300, name: 'candidate', slowness: 1.2, seed: 8, failShare: 0.02 }, 'b')
  return renderComparison(compareRuns(a, b), [
    { name: 'baseline', runs: [a] },
    { name: 'candidate', runs: [b] },
  ])
}

async function download(page: Page, kind: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(`#ttft-over-time [data-save="${kind}"]`).click(),
  ])
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
}
