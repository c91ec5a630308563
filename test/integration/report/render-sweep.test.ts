import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { renderSweep } from '../../../src/report/render-sweep.ts'
import { sampleRates, sampleSweep } from '../../helpers/sample-sweep.ts'

const hostile = `</script><img src=x onerror=alert(1)>"'&\u202e\u0000`
const markupOf = (html: string) => html.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '')
const textOf = (html: string) =>
  markupOf(html)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

test('the page of a sweep keeps the rules of a run’s: one policy, unique ids, everything there without a script', async () => {
  const html = await renderSweep(sampleSweep().model)
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] as string
  expect(policy).toMatch(/^default-src 'none';/)
  expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`)
  const markup = markupOf(html)
  expect(markup).not.toMatch(/\sstyle=|\son[a-z]+=|<link|<img|<iframe|\ssrc=|javascript:/i)
  for (const [, href] of markup.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(#|\.\/20261121-\d+-ab12cd\.html$)/)
  const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1] as string)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  for (const [, id, figure] of html.matchAll(/<figure class="chart[^"]*" id="([^"]+)">([\s\S]*?)<\/figure>/g)) {
    expect(figure, id).toMatch(/<div class="still wide"><svg [^>]*viewBox/)
    expect(figure, id).toMatch(/<table class="data">/)
    expect(figure, id).toContain(`href="#${id}"`)
  }
  expect(markup.match(/<figure class="chart/g)).toHaveLength(6)
  expect(textOf(html)).toMatch(/How this summary is made Goodput: requests per second that met every service level/)
  expect(html.match(/<tr><th scope="row"><a href="\.\/20261121-0845\d\d-ab12cd\.html">/g)).toHaveLength(5)
})

test('labels, names and links of a sweep never become markup', async () => {
  const runs = sampleRates.map((run, i) => ({ ...run, label: `${hostile}${i}`, series: hostile, requests: 30 }))
  const { model } = sampleSweep({ runs, name: hostile, hrefOf: () => `./${hostile}.html` })
  const html = await renderSweep({ ...model, workloadText: hostile, rerun: hostile })
  expect(markupOf(html)).not.toContain('<img')
  expect(html.includes('\u0000')).toBe(false)
})

test.each([
  ['of which nothing completed', { runs: [1, 2].map((rate) => ({ rate, failShare: 1, requests: 20 })) }],
  ['that sent nothing', { runs: [{ rate: 1, requests: 0 }] }],
  [
    'of settings',
    {
      runs: [
        { label: 'a', series: 'a' },
        { label: 'b', series: 'b' },
      ],
    },
  ],
  ['whose runs have no reports', { hrefOf: () => null }],
])('a sweep %s has a whole page', async (_, options) => {
  const html = await renderSweep(sampleSweep(options).model)
  expect(html.endsWith('</html>\n')).toBe(true)
  expect(textOf(html)).not.toMatch(/NaN|undefined|Infinity|\[object/)
})
