import type { Comparison } from '../../../../report/compare-runs.ts'
import { layOut, visibleWidth } from '../../text/columns.ts'
import { firstFitting } from '../../text/first-fitting.ts'
import type { TextStyle } from '../../text/text-style.ts'
import { boundsText, directionText, figure, isShown, nameOf, relativeText } from './change-lines.ts'

/**
 * A line for each metric, a column for the reference and one for each other side: its figure, the change and what that says. Where bounds
 * do not fit beside each other they have a table of their own below.
 */
export function matrixLines(all: readonly Comparison[], style: TextStyle): string[] {
  const fits = (lines: readonly string[]) => lines.every((line) => visibleWidth(line) <= style.columns)
  const whole = layOutMatrix(all, { bounds: true, units: true, gap: 2 }, style)
  const isWhole = fits(whole)
  const forms: readonly Form[] = [
    { bounds: false, units: true, gap: 2 },
    { bounds: false, units: false, gap: 2 },
    { bounds: false, units: false, gap: 1 },
  ]
  const lines = isWhole
    ? whole
    : firstFitting(
        forms.map((form) => () => layOutMatrix(all, form, style)),
        style.columns,
      )
  const weak = all.some(({ metrics }) => metrics.filter(isShown).some((change) => change.weak))
  return [
    ...lines,
    ...(weak ? [style.dim('  ~ stands on too few independent samples')] : []),
    ...(isWhole ? [] : boundsTable(all, style)),
  ]
}

/** Bounds of each metric that has any, a column for each side; where those do not fit, a line for each side. Empty where nothing is bounded. */
function boundsTable(all: readonly Comparison[], style: TextStyle): readonly string[] {
  const bounded = all.filter(({ inference }) => inference.kind !== 'none')
  const names = [
    ...new Set(bounded.flatMap(({ metrics }) => metrics.filter(({ inferred }) => inferred !== null).map(nameOf))),
  ]
  if (names.length === 0) return []
  const cell = ({ metrics }: Comparison, name: string) => {
    const change = metrics.find((other) => nameOf(other) === name && other.inferred !== null)
    return change === undefined ? '' : boundsText(change)
  }
  const head = [style.dim('bounds'), ...bounded.map(({ sides }) => style.dim(sides.b.letter))]
  const across = () =>
    layOut([head, ...names.map((name) => [name, ...bounded.map((one) => cell(one, name))])], { indent: 2 })
  const down = () =>
    layOut(
      names.flatMap((name) => bounded.map((one, i) => [i === 0 ? name : '', one.sides.b.letter, cell(one, name)])),
      { indent: 2 },
    )
  return ['', ...firstFitting([across, () => [style.dim('  bounds'), ...down()]], style.columns)]
}

interface Form {
  readonly bounds: boolean
  readonly units: boolean
  readonly gap: number
}

function layOutMatrix(all: readonly Comparison[], { bounds, units, gap }: Form, style: TextStyle): string[] {
  const [first] = all
  const shown = (first?.metrics ?? []).filter((change) =>
    all.some(({ metrics }) => metrics.some((other) => nameOf(other) === nameOf(change) && isShown(other))),
  )
  const bounded = all.map(({ inference }) => bounds && inference.kind !== 'none')
  const head = [
    '',
    ...(units ? [''] : []),
    'A',
    ...all.flatMap(({ sides }, i) => [sides.b.letter, 'change', ...(bounded[i] ? ['bounds'] : []), '']),
  ]
  const rows = shown.map((change) => [
    nameOf(change),
    ...(units ? [style.dim(change.unit)] : []),
    figure(change, change.a),
    ...all.flatMap((comparison, i) => {
      const here = comparison.metrics.find((other) => nameOf(other) === nameOf(change))
      if (here === undefined) return ['', '', ...(bounded[i] ? [''] : []), '']
      const repeated = here.perRun.a.length > 1 || here.perRun.b.length > 1
      const said = directionText(here, repeated, style)
      return [figure(here, here.b), relativeText(here.relative), ...(bounded[i] ? [boundsText(here)] : []), said]
    }),
  ])
  return layOut([head.map((cell) => style.dim(cell)), ...rows], {
    indent: 2,
    gap,
    left: [...(units ? [1] : []), ...wordColumns(bounded, units ? 2 : 1)],
  })
}

/** Places of the columns that hold words. */
function wordColumns(bounded: readonly boolean[], before: number): readonly number[] {
  let place = before
  return bounded.map((has) => (place += has ? 4 : 3))
}
