import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { gateVerdicts } from '../../../../../src/gate/gate-document.ts'
import { gateJunit } from '../../../../../src/gate/emitters/gate-junit.ts'
import { hostile } from '../../../../helpers/export-store.ts'
import { sampleGate, sampleMetric } from '../../../../helpers/sample-gate.ts'
import { temporaryFolder } from '../../../../helpers/temporary-folder.ts'

const schema = resolve(import.meta.dirname, '../../../../fixtures/junit/junit-10.xsd')
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0

function xmllint(text: string, ...args: string[]) {
  const path = join(temporaryFolder(), 'junit.xml')
  writeFileSync(path, text)
  const { status, stdout, stderr } = spawnSync('xmllint', [...args, path], { encoding: 'utf8', timeout: 20_000 })
  return { status, stdout, problems: stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates')) }
}

const limit = {
  ...{
    expression: 'ttft.p99 < 300ms',
    metric: 'ttft.p99',
    operator: '<' as const,
    value: 312.2,
    limit: 300,
    unit: 'ms',
  },
  ...{ verdict: 'regression' as const, why: 'ttft.p99 is 312 ms, not below 300 ms', runs: [311, 313] },
}

test.skipIf(!hasXmllint).each(gateVerdicts)(
  "JUnit XML of verdict %s is valid by the schema of Jenkins' xUnit plugin (needs xmllint)",
  (verdict) => {
    const text = gateJunit(sampleGate(verdict, { limits: [limit] }))
    expect(xmllint(text, '--noout', '--schema', schema)).toMatchObject({ status: 0, problems: [] })
  },
)

test.skipIf(!hasXmllint)(
  'no text of a policy or server breaks the XML, and it comes back whole (needs xmllint)',
  () => {
    const gate = sampleGate('regression', {
      name: hostile,
      metrics: [sampleMetric({ verdict: 'regression', why: hostile })],
    })
    const text = gateJunit(gate)
    expect(xmllint(text, '--noout', '--schema', schema)).toMatchObject({ status: 0, problems: [] })
    const read = xmllint(text, '--xpath', 'string(//failure/@message)').stdout.replace(/\n$/, '')
    expect(read).toBe(hostile.replace('\0', '\ufffd').replace('\u202e', '\\u202e').replace('\ud800', '\ufffd'))
  },
)

test('a regression fails its metric and no other', () => {
  const text = gateJunit(sampleGate('regression'))
  expect(text).toContain('tests="3" failures="1" errors="0"')
  expect(text).toContain(
    '<testcase classname="infbench.gate.no slower than main" name="tpot.p50 is not worse by 3 %">\n      <failure type="regression" message="at least 6.1 % worse, beyond the margin of 3 %">',
  )
  expect(text).toContain('name="ttft.p99 is not worse by 5 %">\n      <system-out>')
})

test('what the policy lets pass undecided is skipped, else it fails', () => {
  expect(gateJunit(sampleGate('inconclusive', { exitCode: 0, onInconclusive: 'pass' }))).toContain('skipped="1"')
  expect(gateJunit(sampleGate('inconclusive'))).toContain('<failure type="inconclusive"')
})

test('runs that cannot be compared are one failed test with every fault', () => {
  const text = gateJunit(sampleGate('incomparable'))
  expect(text).toContain('tests="1" failures="1"')
  expect(text).toContain(
    '<failure type="incomparable" message="the runs of main had another workload">other-workload: ',
  )
})
