import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runSchemaName } from '../../src/metrics/run-document.ts'
import { summarize } from '../../src/metrics/summarize.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { hasChromium, launchChromium } from '../helpers/browser.ts'
import { cliMain, temporaryFolder } from '../helpers/cli.ts'
import { type SampleOptions, sampleRun } from '../helpers/sample-run.ts'

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const hostile = `</script><img src=x onerror="document.title='pwned'"><b>bold</b>`

/** Keeps a made-up run as `infbench run` would; `finished: false` leaves it in progress, with this process as its writer. */
function keep(store: Store, runId: string, options: SampleOptions & { finished?: boolean } = {}) {
  const { header: sample, records } = sampleRun({ requests: 60, ...options })
  const header = { ...sample, runId }
  store.createRun({ ...header, state: 'running', window: { ...header.window, endAt: null }, client: null })
  for (const record of records) store.append(runId, record)
  if (options.finished !== false) {
    store.finishRun(header)
    store.saveDocument(runId, { ...summarize(header, records), schema: runSchemaName })
  }
  return header
}

describe.skipIf(!hasChromium)('infbench ui in Chromium (needs /usr/bin/chromium or CHROMIUM)', () => {
  let browser: Browser
  let store: Store
  let url: string
  let end: () => Promise<void>

  beforeAll(async () => {
    const folder = await temporaryFolder()
    const db = join(folder.path, 'results.db')
    store = openStore(db)
    keep(store, '20261121-080000-aaaaaa', { name: 'chat' })
    keep(store, '20261121-090000-bbbbbb', { name: 'chat', slowness: 1.2 })
    keep(store, '20261121-100000-cccccc', { name: hostile, model: hostile, failShare: 0.5, detail: hostile })
    for (const runId of ['20261121-080000-aaaaaa', '20261121-090000-bbbbbb']) store.setProject(runId, 'search')
    store.setProject('20261121-100000-cccccc', hostile)
    const served = spawn(process.execPath, [cliMain, 'ui', '--port', '0', '--db', db], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    url = await new Promise((resolve) => served.stdout.once('data', (bytes) => resolve(String(bytes).trim())))
    browser = await launchChromium()
    end = async () => {
      const gone = new Promise((resolve) => served.once('exit', resolve))
      served.kill('SIGINT')
      await gone
      store.close()
      await browser.close()
      await folder.remove()
    }
  })
  afterAll(() => end?.())

  async function open(path = '/', options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
    const { origin, search } = new URL(url)
    await page.goto(`${origin}${path}${search}`)
    await page.waitForSelector('main')
    return { page, complaints, close: () => context.close() }
  }

  test('runs are ticked and compared, without a complaint of the policy', async () => {
    const { page, complaints, close } = await open()
    expect(await page.locator('table.runs tbody tr').count()).toBe(3)
    const button = page.locator('button[data-compare]')
    expect(await button.isDisabled()).toBe(true)
    for (const row of await page.getByRole('row', { name: 'chat' }).all()) await row.getByRole('checkbox').check()
    expect(await button.textContent()).toBe('Compare these 2')
    await button.click()
    await page.waitForURL(/\/compare\?/)
    expect(await page.locator('h1').textContent()).toContain('chat and chat')
    expect(new URL(page.url()).searchParams.has('token')).toBe(false)
    expect(complaints).toEqual([])
    await close()
  })

  test('the filter answers while one types, and the address follows', async () => {
    const { page, close } = await open()
    await page.getByLabel('Words').fill('aaaaaa')
    await page.waitForURL(/words=aaaaaa/)
    expect(await page.locator('table.runs tbody tr').count()).toBe(1)
    await close()
  })

  test('the filter by project keeps its runs, and a project leads to them from the list', async () => {
    const { page, complaints, close } = await open()
    expect(await page.getByLabel('Project').locator('option').allTextContents()).toEqual(['any', hostile, 'search'])
    await page.getByLabel('Project').selectOption('search')
    await page.waitForURL(/project=search/)
    expect(await runIds(page)).toEqual(['20261121-090000-bbbbbb', '20261121-080000-aaaaaa'])
    await page.getByLabel('Words').fill('aaaaaa')
    await page.waitForURL(/words=aaaaaa/)
    expect(await runIds(page)).toEqual(['20261121-080000-aaaaaa'])
    await page.getByRole('link', { name: 'search', exact: true }).click()
    await page.waitForURL(({ search }) => search === '?project=search')
    expect(await page.getByLabel('Project').inputValue()).toBe('search')
    expect(await runIds(page)).toHaveLength(2)
    await page.getByLabel('Project').selectOption(hostile)
    await page.waitForURL(/%3Cimg/i)
    expect(await runIds(page)).toEqual(['20261121-100000-cccccc'])
    await page.reload()
    expect(await runIds(page)).toEqual(['20261121-100000-cccccc'])
    expect(complaints).toEqual([])
    await close()
  })

  test('tags and notes are kept, shown in the list and taken away again', async () => {
    const { page, complaints, close } = await open('/runs/20261121-080000-aaaaaa')
    await page.getByLabel('New tag').fill('nightly')
    await page.getByLabel('New tag').press('Enter')
    await page.waitForSelector('a.tag')
    await page.getByText('Notes (0)').click()
    await page.getByLabel('New note about this run').fill(`two lines\n${hostile}`)
    await page.getByRole('button', { name: 'Add note' }).click()
    expect(await page.locator('.note-text').textContent()).toBe(`two lines\n${hostile}`)
    expect(store.findRun('20261121-080000-aaaaaa').tags).toContain('nightly')
    await page.getByRole('link', { name: 'nightly' }).click()
    expect(await page.locator('table.runs tbody tr').count()).toBe(1)
    await page.getByRole('link', { name: 'chat' }).click()
    await page.getByRole('button', { name: 'Remove tag nightly' }).click()
    await page.getByRole('button', { name: 'Remove note 1' }).click()
    await page.waitForSelector('text=Notes (0)')
    expect(store.findRun('20261121-080000-aaaaaa').tags).not.toContain('nightly')
    expect(complaints).toEqual([])
    await close()
  })

  test('a run in progress is followed, and becomes its report when it ends', async () => {
    const runId = '20261121-110000-dddddd'
    const { records } = sampleRun({ requests: 90 })
    const header = keep(store, runId, { finished: false, name: 'in progress' })
    const { page, complaints, close } = await open('/')
    await page.getByRole('link', { name: 'in progress' }).click()
    await page.waitForSelector('#live:has-text("60 of")')
    for (const record of records.slice(60)) store.append(runId, record)
    await page.waitForSelector('#live:has-text("90 of")')
    store.finishRun(header)
    await page.waitForSelector('text=run report')
    expect(complaints).toEqual([])
    await close()
  })

  test('it works without JavaScript', async () => {
    const { page, close } = await open('/', { javaScriptEnabled: false })
    await page.getByLabel('Words').fill('aaaaaa')
    await page.getByRole('button', { name: 'Filter' }).click()
    expect(await page.locator('table.runs tbody tr').count()).toBe(1)
    await close()
  })

  test('names, models and errors of servers stay text', async () => {
    for (const path of ['/', '/runs/20261121-100000-cccccc', `/runs/${encodeURIComponent(hostile)}x`]) {
      const { page, close } = await open(path)
      expect(await page.title()).not.toBe('pwned')
      expect(await page.locator('img, main b').count()).toBe(0)
      await close()
    }
  })

  test('without the token there is nothing to see', async () => {
    const page = await browser.newPage()
    const answer = await page.goto(new URL('/', url).href)
    expect(answer?.status()).toBe(403)
    expect(await page.locator('main').textContent()).toContain('open the address that infbench ui printed')
    await page.close()
  })

  test.each([
    ['/', 'light', 1280],
    ['/', 'dark', 360],
    ['/runs/20261121-080000-aaaaaa', 'dark', 1280],
    ['/runs/20261121-080000-aaaaaa', 'light', 360],
  ] as const)(
    'axe finds no fault at %s, %s, %d px wide, and nothing scrolls sideways',
    async (path, colorScheme, width) => {
      const { page, close } = await open(path, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true })
      await page.addScriptTag({ content: readFileSync(axePath, 'utf8') })
      expect(await violations(page)).toEqual([])
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      await close()
    },
  )
})

function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    interface Found {
      id: string
      nodes: { html: string; failureSummary: string }[]
    }
    const axe = (globalThis as unknown as { axe: { run(): Promise<{ violations: Found[] }> } }).axe
    const found = (await axe.run()).violations
    return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`)
  })
}

/** Of the list, as it stands. */
const runIds = (page: Page): Promise<readonly string[]> =>
  page
    .locator('table.runs')
    .first()
    .locator('tbody input[name=run]')
    .evaluateAll((boxes) => boxes.map((box) => (box as unknown as { value: string }).value))
