/**
 * The pictures of the README: the first screenful of a report, light and dark, by Chromium.
 * `npm run picture -- REPORT.html` writes reports/images/report-{light,dark}.png. Take the report of a run on a quiet machine.
 */
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { launchChromium } from '../test/helpers/browser.ts'

const widthPixels = 1340
const heightPixels = 1800
const settleMs = 1500
const folder = fileURLToPath(new URL('../reports/images/', import.meta.url))

const [report] = process.argv.slice(2)
if (report === undefined) throw new Error('usage: npm run picture -- REPORT.html')
mkdirSync(folder, { recursive: true })
const browser = await launchChromium()
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ colorScheme, viewport: { width: widthPixels, height: heightPixels } })
  await page.goto(pathToFileURL(resolve(report)).href)
  await page.waitForTimeout(settleMs) // the live charts replace the still ones
  await page.screenshot({ path: `${folder}report-${colorScheme}.png` })
}
await browser.close()
