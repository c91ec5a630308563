import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PNG } from 'pngjs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare } from '../../src/cli/commands/analysis/compare.ts'
import { report } from '../../src/cli/commands/report.ts'
import { hasChromium, launchChromium } from '../helpers/browser.ts'
import { compared, difference, type Machine, machineOf, mostDifferent, packed, pictureOf } from '../helpers/looks.ts'
import { sampleSide } from '../helpers/sample-sides.ts'
import { storeSides } from '../helpers/sample-store.ts'
import { testIo } from '../helpers/test-io.ts'

// Pages of a database that is the same everywhere, as Chromium draws them, against the pictures kept in looks/. `npm run looks` draws those anew:
// look at them before they are committed. What differs from one is left in build/looks.

const kept = fileURLToPath(new URL('looks/', import.meta.url))
const left = fileURLToPath(new URL('../../build/looks/', import.meta.url))
const renews = process.env['INFBENCH_LOOKS'] === '1'
const browser: Browser | null = hasChromium ? await launchChromium() : null
const here: Machine | null = browser === null ? null : await machineOf(browser)
const reason =
  here === null
    ? 'needs /usr/bin/chromium or CHROMIUM'
    : difference(JSON.parse(readFileSync(join(kept, 'machine.json'), 'utf8')) as Machine, here)

const pages = {
  run: [360, 1280, 2560],
  comparison: [1280],
} as const
const looks = Object.entries(pages).flatMap(([name, widths]) =>
  widths.flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ name, width, colorScheme }))),
)

describe.skipIf(browser === null || (reason !== null && !renews))(
  `the look of the pages without JavaScript (${reason ?? `Chromium ${here?.chromium}`})`,
  () => {
    let folder: string
    const url = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'infbench-looks-'))
      const io = testIo({ cwd: folder })
      const sides = [
        sampleSide('baseline', { runs: 1, failShare: 0.03 }),
        sampleSide('candidate', { runs: 1, slowness: 1.2, place: 1 }),
      ]
      storeSides(join(folder, 'runs.db'), sides)
      const made = { format: undefined, db: 'runs.db' }
      await report({ ...made, run: 'tag:baseline', out: 'run.html', open: false }, io)
      await compare({ ...made, a: 'tag:baseline', b: 'tag:candidate', out: 'comparison.html', json: false }, io)
    })
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    test.each(looks)('$name, $width px wide, $colorScheme', async ({ name, ...look }) => {
      const file = `${name}-${look.width}-${look.colorScheme}.png`
      const picture = await pictureOf(browser as Browser, url(name), look)
      if (renews) writeFileSync(join(kept, file), packed(picture))
      expect(existsSync(join(kept, file)), `${file} is missing; draw it with npm run looks`).toBe(true)
      const { share, said, drawn } = compared(PNG.sync.read(readFileSync(join(kept, file))), picture)
      if (share > mostDifferent) {
        mkdirSync(left, { recursive: true })
        writeFileSync(join(left, file), packed(picture))
        if (drawn !== null) writeFileSync(join(left, `differs-${file}`), packed(drawn))
      }
      expect(share, `${said}: see build/looks/${file}; npm run looks keeps it as it is now`).toBeLessThan(mostDifferent)
    })

    test.each([
      ['a chart that is gone', '#load .drawing { visibility: hidden }'],
      ['a colour', '.tile dd { color: red !important }'],
      ['a space', 'h2 { margin-top: 4px !important }'],
    ])('%s is seen', async (_what, style) => {
      const plain = PNG.sync.read(readFileSync(join(kept, 'run-1280-light.png')))
      const changed = await pictureOf(browser as Browser, url('run'), { width: 1280, colorScheme: 'light', style })
      expect(compared(plain, changed).share).toBeGreaterThan(mostDifferent)
    })
  },
)

afterAll(async () => {
  if (renews && here !== null) writeFileSync(join(kept, 'machine.json'), `${JSON.stringify(here, null, 2)}\n`)
  await browser?.close()
})
