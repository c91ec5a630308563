/**
 * How soon a report can be read and used: `npm run measure:report [FILE.html ...]`, after a build; without a file, reports of made-up runs
 * of 300 and 5,000 requests. For each, in turns: the first contentful paint, and when the script has taken over (the first live chart is
 * drawn, the selection is offered), in ms from the opening of the file in a fresh Chromium tab. Prints medians and the largest.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { renderReport } from '../../src/report/render-report.ts'
import { launchChromium } from '../../test/helpers/browser.ts'
import { sampleReport } from '../../test/helpers/sample-report.ts'

const rounds = 5
const folder = mkdtempSync(join(tmpdir(), 'infbench-paint-'))
const given = process.argv.slice(2).map((path) => resolve(path))
const files = given.length > 0 ? given : await sampleFiles()
const browser = await launchChromium()
const times = new Map(files.map((file) => [file, [] as { paint: number; live: number }[]]))
for (let round = 0; round < rounds; round++)
  for (const file of files) times.get(file)?.push(await timesOf(browser, file))
await browser.close()
for (const [file, all] of times) {
  const figures = (['paint', 'live'] as const).map((key) => {
    const sorted = all.map((one) => one[key]).sort((a, b) => a - b)
    return `${key} ${Math.round(sorted[Math.floor(rounds / 2)] as number)} ms (at most ${Math.round(sorted.at(-1) as number)})`
  })
  console.log(`${basename(file)}  ${(statSync(file).size / 2 ** 20).toFixed(2)} MiB  ${figures.join('  ')}`)
}
rmSync(folder, { recursive: true, force: true })

async function sampleFiles(): Promise<readonly string[]> {
  const files: string[] = []
  for (const requests of [300, 5000]) {
    const path = join(folder, `${requests}-requests.html`)
    writeFileSync(path, await renderReport(sampleReport({ requests, ratePerSecond: 8, failShare: 0.02 })))
    files.push(path)
  }
  return files
}

async function timesOf(from: Browser, file: string): Promise<{ paint: number; live: number }> {
  const page = await from.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(pathToFileURL(file).href)
  await page.locator('figure[data-live="true"]').first().waitFor()
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    live: performance.now(),
  }))
  await page.close()
  return times
}
