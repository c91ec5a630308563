/**
 * A verdict as JUnit XML, which GitLab, Jenkins, Azure and others show: a test for "the runs can be compared", one for every metric and every
 * limit. It keeps to what both Ant's and Surefire's readers know: `failure` and `skipped`, no `error`, and no times, which a verdict has none of.
 * Valid by the schema of Jenkins' xUnit plugin (junit-10.xsd).
 */
import { visibleText } from '../../core/text/visible-text.ts'
import type { GateDocument, GateVerdict } from '../gate-document.ts'
import { bounds, change, figure, gateSentence } from './gate-words.ts'

interface TestCase {
  readonly name: string
  readonly verdict: GateVerdict
  readonly message: string
  readonly facts: readonly string[]
}

export function gateJunit(gate: GateDocument): string {
  const cases = [comparable(gate), ...metricCases(gate), ...limitCases(gate)]
  const outcomes = cases.map(({ verdict }) => outcomeOf(verdict, gate))
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length
  const totals = `tests="${cases.length}" failures="${count('failure')}" errors="0"`
  const name = `infbench gate ${gate.name}`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attribute('name', name)} ${totals}>`,
    `  <testsuite ${attribute('name', name)} ${totals} skipped="${count('skipped')}" ${attribute('timestamp', gate.createdAt)}>`,
    '    <properties>',
    ...properties(gate).map(
      ([key, value]) => `      <property ${attribute('name', key)} ${attribute('value', value)}/>`,
    ),
    '    </properties>',
    ...cases.map((one) => testCase(one, gate)),
    `    <system-out>${escaped(gateSentence(gate))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function comparable({ faults }: GateDocument): TestCase {
  return {
    name: 'the runs can be compared',
    verdict: faults.length === 0 ? 'pass' : 'incomparable',
    message: faults[0]?.message ?? '',
    facts: faults.map(({ code, message, hint }) => `${code}: ${message}${hint === null ? '' : ` (${hint})`}`),
  }
}

function metricCases({ metrics }: GateDocument): readonly TestCase[] {
  return metrics.map((metric) => ({
    name: `${metric.metric} is not worse by ${figure(metric.marginShare, 'share')}`,
    verdict: metric.verdict,
    message: metric.why,
    facts: [
      `baseline ${figure(metric.baselineMedian, metric.unit)}, candidate ${figure(metric.candidateMedian, metric.unit)} (medians of runs)`,
      `effect ${change(metric.effectShare)}, bounds ${bounds(metric.lowerShare, metric.upperShare)}; positive is worse`,
      `detectable ${change(metric.detectableShare)}`,
    ],
  }))
}

function limitCases({ limits }: GateDocument): readonly TestCase[] {
  return limits.map(({ expression, verdict, why, value, unit, runs }) => ({
    name: expression,
    verdict,
    message: why,
    facts: [`median ${figure(value, unit)} of runs ${runs.map((run) => figure(run, unit)).join(', ')}`],
  }))
}

const properties = ({
  id,
  policy,
  mode,
  verdict,
  infbench,
  pairs,
}: GateDocument): readonly (readonly [string, string])[] => [
  ...([
    ['gate', id],
    ['policy', policy],
    ['mode', mode],
    ['verdict', verdict],
  ] as const),
  ...([
    ['pairs', String(pairs.used)],
    ['infbench', infbench],
  ] as const),
]

type Outcome = 'passed' | 'failure' | 'skipped'

/** What the policy lets pass without a decision was not decided: skipped, neither passed nor failed. */
function outcomeOf(verdict: GateVerdict, { onInconclusive }: GateDocument): Outcome {
  if (verdict === 'pass' || verdict === 'warn') return 'passed'
  return verdict === 'inconclusive' && onInconclusive !== 'fail' ? 'skipped' : 'failure'
}

function testCase({ name, verdict, message, facts }: TestCase, gate: GateDocument): string {
  const head = `    <testcase ${attribute('classname', `infbench.gate.${gate.name}`)} ${attribute('name', name)}`
  const outcome = outcomeOf(verdict, gate)
  const text = escaped(facts.join('\n'))
  const said =
    outcome === 'passed'
      ? []
      : outcome === 'skipped'
        ? [`      <skipped ${attribute('message', message)}/>`]
        : [`      <failure ${attribute('type', verdict)} ${attribute('message', message)}>${text}</failure>`]
  const out = facts.length === 0 ? [] : [`      <system-out>${text}</system-out>`]
  return said.length + out.length === 0 ? `${head}/>` : [`${head}>`, ...said, ...out, '    </testcase>'].join('\n')
}

const attribute = (name: string, value: string) =>
  `${name}="${escaped(value).replace(/[\t\r\n]/g, (c) => `&#${c.charCodeAt(0)};`)}"`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escaped = (text: string) => visibleText(text).replace(/[&<>"]/g, (character) => entities[character] as string)
