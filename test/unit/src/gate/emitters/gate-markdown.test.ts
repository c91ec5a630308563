import { expect, test } from 'vitest'
import { gateDocumentSchema, gateVerdicts } from '../../../../../src/gate/gate-document.ts'
import { commentMarker, gateComment } from '../../../../../src/gate/emitters/gate-comment.ts'
import { gateMarkdown } from '../../../../../src/gate/emitters/gate-markdown.ts'
import { hostile } from '../../../../helpers/export-store.ts'
import { sampleGate, sampleMetric } from '../../../../helpers/sample-gate.ts'

test.each(gateVerdicts)('the sample of verdict %s is a document of the schema', (verdict) => {
  expect(gateDocumentSchema.safeParse(sampleGate(verdict)).error).toBeUndefined()
})

test('a regression is said in one sentence on top, its figures stand in a row each', () => {
  const lines = gateMarkdown(sampleGate('regression')).split('\n')
  expect(lines[0]).toBe('## ❌ infbench gate: no slower than main')
  expect(lines[2]).toBe('**Regression. TPOT p50: at least 6.1 % worse, beyond the margin of 3 %.**')
  expect(lines).toContain(
    '| TPOT p50 | 21.8 ms | 23.4 ms | +7.34 % | +6.1 % to +8.6 % | 3 % | from +3.1 % on | ❌ regression |',
  )
  expect(lines).toContain(
    'Positive is worse, whichever way a metric counts; the bounds hold for all metrics at once, at 95.3 %.',
  )
  expect(lines).toContain('infbench gate bench/gate.yaml')
})

test('what is unknown or unbounded is neither 0 nor NaN', () => {
  const open = sampleMetric({ effectShare: null, lowerShare: null, upperShare: null, baselineMedian: null })
  const text = gateMarkdown(sampleGate('inconclusive', { metrics: [{ ...open, detectableShare: null, pValue: null }] }))
  expect(text).toContain('| TTFT p99 | – | 214 ms | – | – | 5 % | – | ✅ pass |')
  expect(text).toContain('(p –)')
  const half = gateMarkdown(sampleGate('inconclusive'))
  expect(half).toContain('−1.1 % to +∞')
  expect(half).toContain('❔ inconclusive, about 6 more would tell')
})

test('faults come with what to do, limits with the value that missed them', () => {
  const none = gateMarkdown(sampleGate('incomparable'))
  expect(none).toContain(
    '- `other-workload` the runs of main had another workload → infbench gate bench/gate.yaml makes new runs of both sides',
  )
  expect(none).not.toContain('| Metric |')
  const limit = { ...{ expression: 'ttft.p99 < 300ms', metric: 'ttft.p99', operator: '<' as const, value: 312.2 } }
  const missed = {
    ...limit,
    limit: 300,
    unit: 'ms',
    verdict: 'regression' as const,
    why: 'is 312 ms',
    runs: [311, 313],
  }
  expect(gateMarkdown(sampleGate('regression', { limits: [missed] }))).toContain(
    '| `ttft.p99 < 300ms` | 312 ms | 300 ms | 2 | ❌ regression |',
  )
})

test('shares of a metric are per cent, and no figure has more than three digits', () => {
  const share = sampleMetric({ unit: 'share', baselineMedian: 0.98765, candidateMedian: 0.0000123 })
  expect(gateMarkdown(sampleGate('pass', { metrics: [share] }))).toContain('| 98.8 % | 0.00123 % |')
})

test('no name of a policy, side or server is markup', () => {
  const text = gateMarkdown(
    sampleGate('regression', { name: hostile, policy: "a 'b'", reasons: [`<b> @team | ${hostile}`] }),
  )
  expect(text).not.toContain('</script>')
  expect(text.split('\n')[2]).toMatch(/^\*\*Regression. &lt;b&gt; @\u200bteam \\\| /)
  expect(text).toContain(String.raw`infbench gate 'a '\''b'\'''`)
})

test('the comment of a gate is found by its first line, which differs from gate to gate', () => {
  const gate = sampleGate('pass', { name: 'a --> b' })
  const [marker] = gateComment(gate, null).split('\n')
  expect(marker).toBe(commentMarker(gate))
  expect(marker).toBe('<!-- infbench-gate:a%20%2D%2D%3E%20b -->')
  expect(commentMarker(sampleGate('regression', { name: 'a --> b' }))).toBe(marker)
  expect(commentMarker(sampleGate('pass', { name: 'another' }))).not.toBe(marker)
  expect(commentMarker({ name: '\ud800' })).toBe('<!-- infbench-gate:%EF%BF%BD -->')
})

test('the comment names the job it comes from, and is cut to what GitHub takes', () => {
  const link = 'https://example.org/o/r/actions/runs/7'
  expect(gateComment(sampleGate(), link)).toContain(`[The whole job](${link})`)
  const long = gateComment(sampleGate('regression', { reasons: ['x'.repeat(70_000)] }), link)
  expect(long.length).toBeLessThan(65_536)
  expect(long.startsWith(commentMarker(sampleGate()))).toBe(true)
  expect(long).toContain(link)
})
