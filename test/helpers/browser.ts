import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Debian's Chromium, or the one named by CHROMIUM; tests that need it are skipped by name where it is absent. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
export const hasChromium = existsSync(chromiumPath)

/** A browser without sandbox, graphics card or network habits. */
export function launchChromium(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run']
  return chromium.launch({ executablePath: chromiumPath, args })
}

/** A page, with everything that its console, its errors, its policy and its network said. */
export interface WatchedPage {
  readonly page: Page
  readonly complaints: readonly string[]
}

/** Opens a file and scrolls through it, so that everything that waits to be seen is drawn. */
export async function openWatched(browser: Browser, url: string, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith('file:') && !request.url().startsWith('blob:'))
      complaints.push(`request: ${request.url()}`)
  })
  await page.goto(url)
  return { page, complaints }
}

/** Brings every chart near the screen and waits until all of them are live. */
export async function waitForLiveCharts(page: Page): Promise<void> {
  for (const figure of await page.locator('figure.chart:not(.none)').all()) {
    await figure.scrollIntoViewIfNeeded()
    await page.waitForSelector(`figure[id="${await figure.getAttribute('id')}"][data-live="true"]`)
  }
}
