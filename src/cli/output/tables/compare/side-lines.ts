import type { Comparison } from '../../../../report/compare-runs.ts'
import { layOut } from '../../text/columns.ts'
import { firstFitting } from '../../text/first-fitting.ts'
import { type Fact, factLines } from '../../text/fact-lines.ts'
import { shorten } from '../../text/shorten.ts'
import type { TextStyle } from '../../text/text-style.ts'

type Side = Comparison['sides']['a']
const stamps = ['valid', 'degraded', 'invalid'] as const

/** A line for each side: its letter, name, run or runs, what completed and how it is stamped. */
export function sideLines(comparison: Comparison, style: TextStyle): string[] {
  const all = [comparison.sides.a, ...[comparison, ...comparison.further].map(({ sides }) => sides.b)]
  const forms = [
    { width: 24, word: ' completed' },
    { width: 16, word: ' completed' },
    { width: 14, word: '' },
  ]
  return [
    ...firstFitting(
      forms.map(
        (form) => () =>
          layOut(
            all.map((side) => sideCells(side, form, style)),
            { left: [1, 2, 3, 4, 5] },
          ),
      ),
      style.columns,
    ),
  ]
}

interface Form {
  /** Characters of a name at most. */
  readonly width: number
  readonly word: string
}

function sideCells({ letter, name, runs }: Side, { width, word }: Form, style: TextStyle): string[] {
  const total = (of: (run: Side['runs'][number]) => number) => runs.reduce((sum, run) => sum + of(run), 0)
  const [first] = runs
  return [
    ...[style.bold(letter), shorten(name, width, style)],
    runs.length === 1 ? (first?.runId ?? '') : `${runs.length} runs`,
    shorten(first?.model ?? '', width, style),
    `${total((run) => run.requests.completed)} of ${total((run) => run.requests.sent)}${word}`,
    stampsOf(runs, style),
  ]
}

function stampsOf(runs: Side['runs'], style: TextStyle): string {
  const paint = { valid: style.green, degraded: style.yellow, invalid: style.red }
  const counts = stamps.map((stamp) => [stamp, runs.filter(({ status }) => status === stamp).length] as const)
  return counts
    .filter(([, count]) => count > 0)
    .map(([stamp, count]) => paint[stamp](runs.length === 1 ? stamp : `${count} ${stamp}`))
    .join(', ')
}

const shownValue = (value: string | null) => value ?? '(none)'

/** In what a side differs from the reference; with `several` each is named. */
export function differenceLines({ conditions, sides }: Comparison, several: boolean, style: TextStyle): string[] {
  const against = several ? `${sides.b.letter}: ` : ''
  const differing = conditions.filter(({ same }) => !same)
  if (differing.length === 0) return [`  ${against}same workload, data, target and machine`]
  const facts = differing.flatMap(({ area, fields }): Fact[] =>
    fields.length === 0
      ? [[area, 'differs']]
      : fields.map(({ field, a, b }, i) => [i === 0 ? area : '', `${field}: ${shownValue(a)} -> ${shownValue(b)}`]),
  )
  return [...(several ? [`  ${style.bold(sides.b.letter)} against ${sides.a.letter}`] : []), ...factLines(facts, style)]
}
