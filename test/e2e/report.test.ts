import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { summarize } from '../../src/metrics/summarize.ts'
import { compareRuns } from '../../src/report/compare-runs.ts'
import { renderComparison } from '../../src/report/render-comparison.ts'
import { renderSweep } from '../../src/report/render-sweep.ts'
import { renderReport } from '../../src/report/render-report.ts'
import type { SearchPlan } from '../../src/stats/search/capacity-search.ts'
import { hasChromium, launchChromium, openWatched, waitForLiveCharts } from '../helpers/browser.ts'
import { sampleReport } from '../helpers/sample-report.ts'
import { sampleSweep } from '../helpers/sample-sweep.ts'
import { sampleRun } from '../helpers/sample-run.ts'

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const search: SearchPlan = {
  ...{ metric: 'goodput', attainment: 0.9, over: 'rate', start: 1, least: 0.5, most: 32 },
  ...{ tolerance: 0.1, mostRuns: 12 },
}
const hostile = `</script><img src=x onerror="document.title='pwned'"><b>bold</b>`

describe.skipIf(!hasChromium)('a report in Chromium (needs /usr/bin/chromium or CHROMIUM)', () => {
  let browser: Browser
  let folder: string
  const url = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'infbench-report-'))
    const write = (name: string, html: string) => writeFileSync(join(folder, `${name}.html`), html)
    write('run', await renderReport(sampleReport({ requests: 300, failShare: 0.03 })))
    write('large', await renderReport(sampleReport({ requests: 5000, ratePerSecond: 8, failShare: 0.02 })))
    write(
      'hostile',
      await renderReport(
        sampleReport({ requests: 40, failShare: 0.4, detail: hostile, name: hostile, model: hostile, warmupS: 0 }),
      ),
    )
    write('failed', await renderReport(sampleReport({ requests: 30, failShare: 1, warmupS: 0 })))
    write('comparison', await comparisonPage())
    write('sweep', await renderSweep(sampleSweep().model))
    write('search', await renderSweep(sampleSweep({ search }).model))
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(['run', 'comparison', 'failed', 'sweep', 'search'])(
    'every chart of the %s page comes alive under the policy, without a complaint',
    async (name) => {
      const { page, complaints } = await openWatched(browser, url(name), { viewport: { width: 1280, height: 900 } })
      await waitForLiveCharts(page)
      const charts = await page.locator('figure.chart:not(.none)').count()
      expect(await page.locator('.live svg').count()).toBe(charts)
      expect(await page.locator('.still svg:visible').count()).toBe(0)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  test.each([
    ['run', 'light', 1280],
    ['run', 'dark', 1280],
    ['run', 'light', 360],
    ['comparison', 'dark', 1280],
    ['comparison', 'light', 360],
    ['failed', 'light', 1280],
    ...([360, 1280, 2560] as const).flatMap((width) => [
      ['sweep', 'light', width] as const,
      ['sweep', 'dark', width] as const,
    ]),
    ['search', 'dark', 360],
    ['search', 'light', 1280],
  ] as const)('axe finds no fault in the %s page, %s, %d px wide', async (name, colorScheme, width) => {
    // Axe itself needs a page without the policy; nothing else of the page changes.
    const { page } = await openWatched(browser, url(name), {
      viewport: { width, height: 900 },
      colorScheme,
      bypassCSP: true,
    })
    await waitForLiveCharts(page)
    await page.addScriptTag({ content: readFileSync(axePath, 'utf8') })
    for (const details of await page.locator('details').all())
      await details.evaluate((element) => element.setAttribute('open', ''))
    const faults = await page.evaluate(async () => {
      const axe = (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe
      interface Violation {
        id: string
        nodes: { html: string; failureSummary: string }[]
      }
      const { violations } = await axe.run()
      return violations.map(
        (found) => `${found.id}: ${found.nodes[0]?.html.slice(0, 200)} ${found.nodes[0]?.failureSummary}`,
      )
    })
    expect(faults).toEqual([])
    await page.context().close()
  })

  test.each([
    [360, true],
    [360, false],
    [768, true],
    [1280, true],
    [2560, true],
    [2560, false],
  ])('nothing scrolls sideways at %d px, JavaScript %s', async (width, javaScriptEnabled) => {
    for (const name of width === 360
      ? ['run', 'comparison', 'hostile', 'sweep', 'search']
      : ['run', 'comparison', 'sweep', 'search']) {
      const { page } = await openWatched(browser, url(name), { viewport: { width, height: 900 }, javaScriptEnabled })
      if (javaScriptEnabled) await waitForLiveCharts(page)
      expect(await overflow(page), name).toEqual({ page: 0, charts: [] })
      await page.context().close()
    }
  })

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

  test('a formula opens by keyboard focus and closes with Escape', async () => {
    const { page } = await openWatched(browser, url('run'), { viewport: { width: 1280, height: 900 } })
    const term = page.locator('.term', { hasText: 'TTFT' }).first()
    await term.focus()
    await expect.poll(() => term.locator('.tip').isVisible()).toBe(true)
    expect(await term.locator('code').textContent()).toBe('firstTokenAt - scheduledAt')
    await page.keyboard.press('Escape')
    expect(await term.locator('.tip').isVisible()).toBe(false)
    await page.context().close()
  })

  test('downloads give all rows, a complete spec and a drawing with its colours', async () => {
    const { page } = await openWatched(browser, url('run'), {
      viewport: { width: 1280, height: 900 },
      acceptDownloads: true,
    })
    await waitForLiveCharts(page)
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
    await page.context().close()
  })

  test('hovering a chart shows values', async () => {
    const { page, complaints } = await openWatched(browser, url('run'), { viewport: { width: 1280, height: 900 } })
    await waitForLiveCharts(page)
    await page.locator('#timeline .live svg path[fill="var(--blue)"]').nth(20).hover()
    await expect.poll(() => page.locator('#vg-tooltip-element.visible').textContent()).toContain('first token (s)')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  /** When the page first painted and had its first live chart, in ms from its opening. */
  async function firstTimes(report: string): Promise<{ paint: number; live: number }> {
    const { page } = await openWatched(browser, url(report), { viewport: { width: 1280, height: 900 } })
    await page.waitForSelector('figure[data-live="true"]')
    const times = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      live: performance.now(),
    }))
    await page.context().close()
    return times
  }

  // A ratio, as both are measured on the same machine, however busy.
  test('a report of 5,000 requests paints and comes alive nearly as soon as one of 300', async () => {
    const ratios: { paint: number; live: number }[] = []
    for (let round = 0; round < 3; round++) {
      const [small, large] = [await firstTimes('run'), await firstTimes('large')]
      ratios.push({ paint: large.paint / small.paint, live: large.live / small.live })
    }
    expect(Math.min(...ratios.map(({ paint }) => paint))).toBeLessThan(2.5)
    expect(Math.min(...ratios.map(({ live }) => live))).toBeLessThan(2.5)
  })

  test('paper gets the still charts in light colours on few pages', async () => {
    const { page } = await openWatched(browser, url('run'), {
      viewport: { width: 1280, height: 900 },
      colorScheme: 'dark',
    })
    await waitForLiveCharts(page)
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
    await page.context().close()
  })
})

async function comparisonPage(): Promise<string> {
  const side = (options: Parameters<typeof sampleRun>[0], runId: string) => {
    const { header, records } = sampleRun(options)
    const named = { ...header, runId }
    return { header: named, document: summarize(named, records), records }
  }
  const a = side({ requests: 300, name: 'baseline' }, 'a')
  const b = side({ requests: 300, name: 'candidate', slowness: 1.2, seed: 8, failShare: 0.02 }, 'b')
  return renderComparison(compareRuns(a, b), { a, b })
}

interface Overflow {
  readonly page: number
  readonly charts: readonly string[]
}

// As text, because the tests are checked without the types of a browser.
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

/** Pixels by which the page, and the ids of charts whose drawing, is wider than its room. */
const overflow = (page: Page) => page.evaluate<Overflow>(overflowScript)

async function download(page: Page, kind: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(`#ttft-over-time [data-save="${kind}"]`).click(),
  ])
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
}
