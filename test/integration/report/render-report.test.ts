import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { RequestRecord } from '../../../src/core/request-record.ts'
import { summarize } from '../../../src/metrics/summarize.ts'
import { buildReport } from '../../../src/report/build-report.ts'
import { decimalsFor, formatCount, formatFixed } from '../../../reports/format-number.ts'
import { compareRuns, type Side } from '../../../src/report/compare-runs.ts'
import { compareSides } from '../../../src/report/compare-sides.ts'
import { renderComparison } from '../../../src/report/render-comparison.ts'
import { renderReport } from '../../../src/report/render-report.ts'
import { sampleReport, sampleRerun } from '../../helpers/sample-report.ts'
import { sampleRun } from '../../helpers/sample-run.ts'
import { sampleSide } from '../../helpers/sample-sides.ts'

const hostile = `</script><img src=x onerror=alert(1)>"'&\u202e\u0000`
const maxBytes = 3 * 2 ** 20

let page = ''
beforeAll(async () => {
  page = await renderReport(sampleReport({ requests: 120, failShare: 0.05 }))
})

const policyOf = (html: string) => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
const countScripts = (html: string) =>
  html.match(/<script( type="application\/json" (class="chart-data"|id="select-data"))?>/g)?.length

/** The page without what script and style elements hold: short enough to print when a test fails. */
const markupOf = (html: string) => html.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '')
const textOf = (html: string) =>
  markupOf(html)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

test('the same model gives the same bytes', async () => {
  expect(hashOf(await renderReport(sampleReport({ requests: 120, failShare: 0.05 })))).toBe(hashOf(page))
})

test('the policy admits exactly the one style sheet and the one script that the page holds', () => {
  const policy = policyOf(page)
  expect(policy).toMatch(/^default-src 'none';/)
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)]
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)]
  expect(styles).toHaveLength(1)
  expect(scripts).toHaveLength(1)
  expect(policy).toContain(`style-src '${hashOf(styles[0]?.[1] as string)}'`)
  expect(policy).toContain(`script-src '${hashOf(scripts[0]?.[1] as string)}'`)
})

test('no attribute carries style or script, and nothing is loaded from anywhere', () => {
  const markup = markupOf(page)
  expect(markup).not.toMatch(/\sstyle=|\son[a-z]+=|<link|<img|<iframe|\ssrc=|javascript:/i)
  for (const [, href] of markup.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^#/)
})

test('strings of server, model and workload never become markup', async () => {
  const model = sampleReport({
    requests: 40,
    failShare: 0.5,
    detail: hostile,
    name: hostile,
    model: hostile,
    warmupS: 0,
  })
  const html = await renderReport({ ...model, workloadText: hostile, rerun: hostile })
  expect(markupOf(html)).not.toContain('<img')
  expect(html.includes('\u0000')).toBe(false)
  expect(html.match(/<\/script>/g)?.length).toBe(countScripts(html))
  expect(markupOf(html)).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\\u202e\ufffd')
})

test('without JavaScript the page holds every figure, chart, description and table', () => {
  const text = textOf(page)
  for (const wanted of ['Distributions', 'TTFT', 'Throughput', 'Goodput', 'Conditions', 'Failures', sampleRerun])
    expect(text).toContain(wanted)
  const figures = [...page.matchAll(/<figure class="chart[^"]*" id="([^"]+)">([\s\S]*?)<\/figure>/g)]
  expect(figures).toHaveLength(11)
  for (const [, id, figure] of figures) {
    expect(figure, id).toMatch(/<div class="still wide"><svg [^>]*viewBox/)
    expect(figure, id).toMatch(/<div class="still narrow"><svg /)
    expect(figure, id).toMatch(/<figcaption><p id="[^"]+-text">[^<]{40,}/)
    expect(figure, id).toMatch(/<table class="data">/)
    expect(figure, id).toContain(`href="#${id}"`)
  }
  expect(markupOf(page)).toMatch(/class="downloads" hidden/) // buttons that need a script show only where one runs
})

test('every id of the page is unique, and every reference has its target', () => {
  const markup = markupOf(page)
  const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1] as string)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  const wanted = [...markup.matchAll(/(?:aria-describedby|aria-labelledby)="([^"]+)"|href="#([^"]+)"/g)]
  for (const [, reference, anchor] of wanted) expect(ids).toContain(reference ?? anchor)
})

test('every metric that is shown carries its formula', () => {
  const terms = [...page.matchAll(/<span class="term" tabindex="0" aria-describedby="([^"]+)">/g)]
  expect(terms.length).toBeGreaterThan(15)
  for (const [, id] of terms)
    expect(markupOf(page)).toMatch(
      new RegExp(`role="tooltip" id="${id}"><strong>[^<]+</strong>[^<]+<code>[^<]+</code>`),
    )
})

test('a run of 5,000 requests stays under 3 MB and asks a browser for little more than one of 300', async () => {
  const html = await renderReport(sampleReport({ requests: 5000, ratePerSecond: 8, failShare: 0.02 }))
  expect(Buffer.byteLength(html)).toBeLessThan(maxBytes)
  expect(textOf(html)).toContain('of 4,902 requests are drawn')
  const elements = (text: string) => text.match(/<[a-z]/g)?.length ?? 0
  expect(elements(html)).toBeLessThan(3 * elements(await renderReport(sampleReport({ requests: 300 }))))
})

test('a run of 100,000 requests has the figures of all of them and a page under 3 MB', async () => {
  const { header, records } = sampleRun({ requests: 2000, ratePerSecond: 8, failShare: 0.02, warmupS: 0 })
  const many = Array.from({ length: 50 }, (_, copy) => later(records, copy)).flat()
  const document = summarize(header, many)
  const html = await renderReport(buildReport({ header, document, records: many, rerun: sampleRerun }))
  expect(Buffer.byteLength(html)).toBeLessThan(maxBytes)
  const text = textOf(html)
  const says = (wanted: string) => expect(text.includes(wanted), wanted).toBe(true)
  says('of 98,000 requests are drawn: every 123rd, and the 200 largest.')
  says('every 10th of 100,000 requests')
  const { n, p99 } = document.metrics.ttftMs
  expect(n).toBe(50 * records.filter(({ firstTokenAt }) => firstTokenAt !== null).length)
  says(` ${formatCount(n)} `)
  says(` ${formatFixed(p99, decimalsFor([document.metrics.ttftMs.p50]))} `)
}, 240_000)

/** The same requests again in another order with answers of eight tokens, each copy of the run after the one before. */
function later(records: readonly RequestRecord[], copy: number): readonly RequestRecord[] {
  const { length } = records
  return records.map(({ scheduledAt }, place) => {
    const record = records[(place * 1009 + copy * 389) % length] as RequestRecord
    const by = scheduledAt + copy * 300e9 - record.scheduledAt
    const moved = (at: number | null) => (at === null ? null : at + by)
    return {
      ...record,
      ...{ index: place + copy * length, scheduledAt: record.scheduledAt + by, sentAt: moved(record.sentAt) },
      ...{ firstTokenAt: moved(record.firstTokenAt), lastTokenAt: moved(record.events.at[7] ?? record.lastTokenAt) },
      doneAt: record.doneAt + by,
      events: { at: record.events.at.slice(0, 8).map((at) => at + by), tokens: record.events.tokens.slice(0, 8) },
      outputTokens: record.outputTokens === null ? null : Math.min(8, record.outputTokens),
    }
  })
}

test('a clock that ran backwards gives a whole page that says so first', async () => {
  const { header, records } = sampleRun({ requests: 60, warmupS: 0 })
  const back = records.map((record) => ({
    ...record,
    ...{ firstTokenAt: (record.sentAt as number) - 5e9, firstVisibleAt: (record.sentAt as number) - 5e9 },
    events: { ...record.events, at: record.events.at.toReversed() },
  }))
  const document = summarize(header, back)
  expect(document.reasons.map(({ code }) => code)).toContain('clock-backwards')
  const html = await renderReport(buildReport({ header, document, records: back, rerun: sampleRerun }))
  expect(textOf(html)).toContain('Do not decide anything on these figures. Times of 60 of 60 requests run backwards')
  expect(textOf(html)).not.toMatch(/NaN|undefined|Infinity|\[object/)
})

test('names of a megabyte are cut, wherever they stand', async () => {
  const big = `${hostile} `.repeat(20_000)
  const slo = { [big]: { ttftNs: 1e6 }, chat: { ttftNs: 2e8 } }
  const sample = sampleRun({
    requests: 60,
    failShare: 0.3,
    detail: big,
    name: big,
    model: big,
    classes: [big, 'chat'],
    slo,
  })
  const facts = { [big]: big }
  const target = { ...sample.header.target, url: big, facts, tokenizer: { name: big, fidelity: 'target' as const } }
  const header = { ...sample.header, target, workload: { text: big, path: big, overrides: [big] } }
  const document = summarize(header, sample.records)
  const html = await renderReport(buildReport({ header, document, records: sample.records, rerun: big }))
  expect(Buffer.byteLength(html)).toBeLessThan(maxBytes / 2)
  expect([markupOf(html).includes('<img'), html.includes('\u0000'), html.includes('\u202e')]).toEqual([
    false,
    false,
    false,
  ])
})

test.each([
  ['without a completed request', { requests: 30, failShare: 1, warmupS: 0 }],
  ['that sent nothing', { requests: 0 }],
  ['of one single request', { requests: 1, warmupS: 0 }],
  ['that was not streamed', { requests: 30, streamed: false }],
] as const)('a run %s still has a whole page', async (_, options) => {
  const html = await renderReport(sampleReport(options))
  expect(html.endsWith('</html>\n')).toBe(true)
  expect(textOf(html)).not.toMatch(/NaN|undefined|Infinity|\[object/)
})

test('a comparison keeps the same rules: conditions before figures, one policy, nothing unescaped', async () => {
  const side = (options: Parameters<typeof sampleRun>[0]) => {
    const { header, records } = sampleRun(options)
    return { header, document: summarize(header, records), records }
  }
  const a = side({ requests: 60, name: hostile })
  const b = side({ requests: 60, slowness: 1.3, model: hostile })
  const other = {
    ...b,
    header: { ...b.header, runId: 'other', fingerprints: { ...b.header.fingerprints, target: 'x' } },
  }
  const html = await renderComparison(compareRuns(a, other), [
    { name: hostile, runs: [a] },
    { name: hostile, runs: [other] },
  ])
  expect(html.indexOf('What differs')).toBeLessThan(html.indexOf('id="metrics"'))
  expect(markupOf(html)).not.toContain('<img')
  expect(textOf(html)).toContain('allows no claim that one target is faster')
  // bars, shift by quantile, three distribution functions and three tails
  expect(markupOf(html).match(/<figure class="chart/g)).toHaveLength(8)
  expect(policyOf(html)).toMatch(/^default-src 'none';/)
})

test('a page of three sides has one table of all of them, each column with its bounds', async () => {
  const [a, b, c] = [1, 1.2, 0.9].map((slowness, place) => sampleSide(`side ${place}`, { slowness, place }))
  const markup = markupOf(await renderComparison(compareSides([a as Side, b as Side, c as Side])))
  const table = /<section[^>]*aria-labelledby="matrix">(.*?)<\/section>/s.exec(markup)?.[1] ?? ''
  const rows = table.match(/<tr[ >].*?<\/tr>/gs)?.slice(1) ?? []
  expect(rows).toHaveLength(6)
  for (const row of rows) expect(row.match(/class="muted bounds"/g), row).toHaveLength(2)
  expect(textOf(markup)).toContain('bounds that hold for all of them at once')
  const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
