import { expect, test } from 'vitest'
import { gateAnnotations, workflowCommand } from '../../../../../src/gate/emitters/gate-annotations.ts'
import { sampleGate, sampleMetric, slowerMetric } from '../../../../helpers/sample-gate.ts'

const failing = { file: null, fails: true }
const commands = (...args: Parameters<typeof gateAnnotations>) => gateAnnotations(...args).map(workflowCommand)

test('a pass is one notice, a regression an error on the policy', () => {
  expect(commands(sampleGate(), { file: null, fails: false })).toEqual([
    '::notice title=infbench gate%3A no slower than main::Pass. The metric is inside its margin.',
  ])
  expect(commands(sampleGate('regression'), { file: 'bench/gate.yaml', fails: true })).toEqual([
    '::error file=bench/gate.yaml,title=infbench gate%3A TPOT p50::TPOT p50: at least 6.1 %25 worse, beyond the margin of 3 %25',
  ])
})

test('the gravest come first, for only ten of a level are shown', () => {
  const metrics = [sampleMetric({ verdict: 'warn', label: 'first' }), slowerMetric()]
  expect(gateAnnotations(sampleGate('regression', { metrics }), failing).map(({ level }) => level)).toEqual([
    'error',
    'warning',
  ])
})

test('what the policy lets pass is a warning, what it does not is an error', () => {
  const passing = { file: null, fails: false }
  expect(gateAnnotations(sampleGate('regression'), passing)).toMatchObject([{ level: 'warning' }])
  expect(gateAnnotations(sampleGate('inconclusive'), failing)).toMatchObject([{ level: 'error' }])
  expect(gateAnnotations(sampleGate('inconclusive', { exitCode: 0, onInconclusive: 'pass' }), failing)).toMatchObject([
    { level: 'warning' },
  ])
  expect(gateAnnotations(sampleGate('incomparable'), failing)).toMatchObject([
    {
      level: 'error',
      title: 'infbench gate: other-workload',
      message: 'the runs of main had another workload\ninfbench gate bench/gate.yaml makes new runs of both sides',
    },
  ])
})

test('no text can end its command, begin another or add a property', () => {
  const command = workflowCommand({
    ...{ level: 'warning', title: 'a:b,c=d::e', message: '100 %\r\n::error::x', file: 'a,line=1.yaml' },
  })
  expect(command).toBe('::warning file=a%2Cline=1.yaml,title=a%3Ab%2Cc=d%3A%3Ae::100 %25%0D%0A::error::x')
  expect(command).not.toMatch(/[\r\n]/)
})
