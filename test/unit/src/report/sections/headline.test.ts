import { expect, test } from 'vitest'
import type { RunDocument } from '../../../../../src/metrics/run-document.ts'
import { summarize } from '../../../../../src/metrics/summarize.ts'
import { buildReport } from '../../../../../src/report/build-report.ts'
import { sampleReport } from '../../../../helpers/sample-report.ts'
import { sampleRun } from '../../../../helpers/sample-run.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test('the first sentence says what was measured', () => {
  const [measured] = sampleReport({ requests: 240 }).sentences
  expect(plain(measured)).toMatch(
    /^\d+ requests were sent to llama-3\.1-8b-instruct on http:\/\/localhost:8000\/v1 in [\d.]+ s, arriving as a Poisson process of 4 per second; on average \d+ prompt tokens and \d+ answer tokens\.$/,
  )
})

test.each([
  ['valid', /^The figures can be trusted/],
  ['degraded', /^Read the figures with care\. Because of this\.$/],
  ['invalid', /^Do not decide anything on these figures\. Because of this\.$/],
] as const)('the second sentence says how far a %s run can be trusted, and the gravest reason', (status, sentence) => {
  const { header, records } = sampleRun({ requests: 60 })
  const note = { code: 'few-samples', severity: 'note', message: 'a note', hint: null } as const
  const grave =
    status === 'valid' ? [] : [{ code: 'errors', severity: status, message: 'because of this', hint: null } as const]
  const document: RunDocument = { ...summarize(header, records), status, reasons: [note, ...grave] }
  expect(buildReport({ header, document, records, rerun: '' }).sentences[1]).toMatch(sentence)
})

test('with service levels the finding is goodput and the level missed most', () => {
  const [, , finding] = sampleReport({ requests: 300, slo: { default: { ttftNs: 15e6, tpotNs: 1e9 } } }).sentences
  expect(plain(finding)).toMatch(
    /^[\d.]+ % of the requests met every service level: a goodput of [\d.]+ requests per second\. The level missed most is TTFT ≤ 15 ms, met by [\d.]+ %\.$/,
  )
})

test('a level that only failed requests missed is not blamed', () => {
  const [, , finding] = sampleReport({ requests: 300, failShare: 0.1, slo: { default: { ttftNs: 1e12 } } }).sentences
  expect(finding).not.toContain('missed most')
})

test('without service levels the finding is the wait for the first token and the pace after it', () => {
  const [, , finding] = sampleReport({ requests: 300, slo: {} }).sentences
  expect(plain(finding)).toMatch(
    /^Half of the answers began within [\d.]+ ms.*\. The target made [\d.]+ output tokens per second in all, [\d.]+ for the median reader\.$/,
  )
})

test('without streaming it is the whole answer', () => {
  const [, , finding] = sampleReport({ requests: 100, slo: {}, streamed: false }).sentences
  expect(finding).toMatch(/^Half of the answers were complete within/)
})

test('when nothing worked it says what went wrong', () => {
  const [, , finding] = sampleReport({ requests: 40, failShare: 1, failKinds: ['http'], warmupS: 0 }).sentences
  expect(finding).toBe('No request completed; most often the server answered with an HTTP error status (status 503).')
})

test('a level is not blamed for what failed, whatever the rounding of its share', () => {
  for (const requests of [151, 152, 153, 157]) {
    const slo = { default: { ttftNs: 1e12 } }
    const [, , finding] = sampleReport({ requests, failShare: 0.25, slo, warmupS: 0 }).sentences
    expect(plain(finding)).toMatch(/ % of the requests met every service level: .*\. The others failed\.$/)
  }
})

test('a single request is spoken of as one', () => {
  const one = { requests: 1, warmupS: 0 }
  const [measured, , finding] = sampleReport({ ...one, slo: { default: { ttftNs: 1e12 } } }).sentences
  expect(plain(measured)).toMatch(/^1 request was sent to .*; \d+ prompt tokens and \d+ answer tokens\.$/)
  expect(plain(finding)).toMatch(/^The one request met every service level\b/)
  expect(plain(sampleReport({ ...one, slo: {} }).sentences[2])).toMatch(/^The one answer began within [\d.]+ m?s\. /)
})

test('when no request met its levels there is no goodput to speak of', () => {
  const slo = { default: { ttftNs: 1, tpotNs: 1e12 } }
  const [, , finding] = sampleReport({ requests: 60, slo, warmupS: 0 }).sentences
  expect(plain(finding)).toMatch(
    /^No request met every service level\. The level missed most is TTFT ≤ .*, met by none\.$/,
  )
})

test('few samples are named as the reason only where there is no other of their weight', () => {
  const { header, records } = sampleRun({ requests: 60 })
  const reason = (code: 'few-samples' | 'not-settled') =>
    ({ code, severity: 'degraded', message: code, hint: null }) as const
  const reasons = [reason('few-samples'), reason('not-settled')]
  const document: RunDocument = { ...summarize(header, records), status: 'degraded', reasons }
  expect(buildReport({ header, document, records, rerun: '' }).sentences[1]).toContain('Not-settled.')
})

const shapes = [0, 1, 2, 12, 60, 300].flatMap((requests) =>
  [0, 0.3, 1].flatMap((failShare) =>
    [true, false].flatMap((streamed) =>
      [{}, { default: { ttftNs: 20e6, tpotNs: 11e6 } }].map((slo) => ({
        requests,
        failShare,
        streamed,
        slo,
        warmupS: 0,
      })),
    ),
  ),
)

test.each(shapes)('three sentences by the rules for %j', (shape) => {
  const model = sampleReport(shape)
  const [measured, trusted, finding] = model.sentences.map(plain) as [string, string, string]
  for (const sentence of [measured, trusted, finding]) {
    expect(sentence).toMatch(/^[A-Z0-9].*\.$/)
    expect(sentence).not.toMatch(/NaN|undefined|null|Infinity|–|\.\.| {2}/)
  }
  const sent = model.charts.load.offered
  expect(measured).toMatch(
    sent === 1 ? /^1 request was sent/ : new RegExp(`^${sent.toLocaleString('en-US')} requests were sent`),
  )
  const openings = {
    valid: 'The figures can be trusted',
    degraded: 'Read the figures with care',
    invalid: 'Do not decide',
  }
  expect(trusted.startsWith(openings[model.validity.status])).toBe(true)
  const completed = model.latency.find(({ metric }) => metric === 'e2e')?.n ?? 0
  if (completed === 0) expect(finding).toMatch(/^No request completed/)
  else if ('default' in shape.slo) expect(finding).toMatch(/service level/)
  else expect(finding).toMatch(shape.streamed ? /began within/ : /complete within/)
})

test('each sentence has its rule, which the page tells', () => {
  const { rules, sentences } = sampleReport({ requests: 20 })
  expect(rules.length).toBeGreaterThanOrEqual(sentences.length)
  for (const rule of rules) expect(rule).toMatch(/^[A-Z].*\.$/)
})
