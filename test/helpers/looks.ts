/**
 * How pages look, held against pictures that are kept. A picture is drawn at a quarter of its size and in few colours: what moves, vanishes or
 * changes its colour is seen, and the files stay small. Letters and edges belong to a version of Chromium and to the fonts of a machine,
 * so the pictures are kept with both, and held against nothing that was drawn elsewhere.
 */
import { createHash } from 'node:crypto'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { fontStack } from '../../reports/theme.ts'

/** What decides how a page is drawn here. */
export interface Machine {
  readonly chromium: string
  /** A digest of letters of the reports' fonts, as they are drawn. */
  readonly letters: string
}

const scale = 0.25
/** Steps of each colour that are kept apart. */
const levels = 8
/** Of the pixels of a page; the same page drawn twice has none that differ. */
export const mostDifferent = 0.0005

/** Looks at what this machine draws. */
export async function machineOf(browser: Browser): Promise<Machine> {
  const sizes = [11, 14, 24].map(
    (size) => `<p style="font:${size}px ${fontStack}">Hamburgefonstiv 0123456789 – µs ±</p>`,
  )
  const page = await browser.newPage({ viewport: { width: 480, height: 160 }, deviceScaleFactor: scale })
  await page.setContent(`<body>${sizes.join('')}`)
  const letters = createHash('sha256')
    .update(PNG.sync.read(await page.screenshot()).data)
    .digest('hex')
    .slice(0, 16)
  await page.close()
  return { chromium: browser.version(), letters }
}

/** Why pictures of one machine say nothing of another; null: they do. */
export function difference(kept: Machine, here: Machine): string | null {
  if (kept.chromium !== here.chromium) return `drawn by Chromium ${kept.chromium}, this is ${here.chromium}`
  return kept.letters === here.letters ? null : 'drawn with other fonts than this machine has'
}

export interface Look extends Pick<BrowserContextOptions, 'colorScheme'> {
  readonly width: number
  /** Put on the page before it is drawn, for tests of this file's own. */
  readonly style?: string
}

/** The whole of a page as a reader without JavaScript sees it. */
export async function pictureOf(browser: Browser, url: string, { width, style = '', colorScheme }: Look): Promise<PNG> {
  const viewport = { width, height: 900 }
  const options = { viewport, deviceScaleFactor: scale, javaScriptEnabled: false, reducedMotion: 'reduce' } as const
  // the policy of the page forbids styles that are put on it
  const bypassCSP = style !== ''
  const context = await browser.newContext({ ...options, bypassCSP, colorScheme: colorScheme ?? 'light' })
  const page = await context.newPage()
  await page.goto(url)
  const picture = PNG.sync.read(await page.screenshot({ fullPage: true, animations: 'disabled', style }))
  await context.close()
  return inFewColours(picture)
}

function inFewColours(picture: PNG): PNG {
  const step = 255 / (levels - 1)
  for (let i = 0; i < picture.data.length; i++) {
    picture.data[i] = Math.round(Math.round((picture.data[i] as number) / step) * step)
  }
  return picture
}

/** Without the fourth colour, which is the same everywhere, and packed as well as the format can. */
export const packed = (picture: PNG): Buffer => PNG.sync.write(picture, { colorType: 2, deflateLevel: 9 })

export interface Comparison {
  /** Of the pixels; 1 where the sizes differ. */
  readonly share: number
  /** In words. */
  readonly said: string
  /** Both upon each other, what differs in red; null where the sizes differ. */
  readonly drawn: PNG | null
}

/** Holds a picture against the one that was kept. */
export function compared(kept: PNG, here: PNG): Comparison {
  const { width, height } = here
  if (kept.width !== width || kept.height !== height)
    return { share: 1, said: `${width} x ${height} pixels instead of ${kept.width} x ${kept.height}`, drawn: null }
  const drawn = new PNG({ width, height })
  const count = pixelmatch(kept.data, here.data, drawn.data, width, height, { threshold: 0.1, includeAA: true })
  return { share: count / (width * height), said: `${count} of ${width * height} pixels differ`, drawn }
}
