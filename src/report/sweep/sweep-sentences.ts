import type { SweepDocument } from '../../metrics/search/sweep-schema.ts'
import type { SweepPoint } from '../../metrics/search/sweep-schema.ts'
import { formatCount, formatCounted, formatNumber, formatShare, trimZeros } from '../../../reports/format-number.ts'
import { repeatRules, repeatSentences } from './repeat-lines.ts'
import type { SweepReportModel } from './sweep-model.ts'
import { pointLabel, seriesLabel } from './sweep-rows.ts'

/** A load in words: `4 requests/s`, `1 user`. */
export function loadText({ over, value }: { readonly over: 'rate' | 'users'; readonly value: number }): string {
  return over === 'rate' ? `${trimZeros(formatNumber(value))} requests/s` : formatCounted(value, 'user')
}

type About = Pick<SweepReportModel, 'target'> & { readonly hasSlo: boolean }

/** What was run, what was found, where it is saturated, how far it can be trusted: by the rules stated beside. */
export function sweepSentences(document: SweepDocument, about: About): readonly string[] {
  if (document.kind === 'repeats') return [...repeatSentences(document), made(document, about), trusted(document)]
  return [
    ...(document.search === null ? best(document, about) : found(document)),
    ...saturated(document),
    made(document, about),
    trusted(document),
  ]
}

/** How the sentences are made, for the reader. */
export function sweepRules({ search, kind }: SweepDocument): readonly string[] {
  if (kind === 'repeats') return repeatRules
  return [
    'Goodput: requests per second that met every service level of their class; without service levels, completed requests per second. The best run has the highest; invalid runs are out.',
    'Bands and intervals: 95 % bounds of the share of requests that met every level (Wilson), over as many independent requests as the waits for the first token are worth. The goodput band is the goodput at those bounds.',
    'Saturation: in an open loop the highest rate of which at least 95 % was completed; in a closed loop the fewest users that complete at least 95 % of the most there is. Not stated where the load never reached it.',
    'Front: runs that no other beats in both tokens/s per user and tokens/s of all.',
    'Runs at one load are taken together: medians of their percentiles, means of their rates, the requests of all for the share.',
    ...(search === null
      ? []
      : [
          'Search: doubling until a level fails, then bisection. A level held when the lower 90 % bound of the share is at least the share asked for, and failed when the upper bound is below it; one in between is run again, up to three times.',
        ]),
  ]
}

function made({ points, series, kind }: SweepDocument, { target }: About): string {
  const levels = points.flatMap(({ level }) => level ?? [])
  const sorted = [...levels].sort((a, b) => a.value - b.value)
  const [least, most] = [sorted[0], sorted.at(-1)]
  const alike = levels.length === points.length && levels.every(({ over }) => over === least?.over)
  const range =
    !alike || least === undefined || most === undefined
      ? ''
      : least.value === most.value
        ? ` at ${loadText(least)}`
        : ` from ${trimZeros(formatNumber(least.value))} to ${loadText(most)}`
  const settings = series.length > 1 ? `, with ${formatCount(series.length)} settings` : ''
  const where =
    target.kind === 'engine' ? ' on the bundled engine' : target.url === 'unknown' ? '' : ` on ${target.url}`
  const noun = kind === 'repeats' ? 'repeat' : 'run'
  return `${formatCounted(points.length, noun)} of ${target.model}${where}${range}${settings}.`
}

function best({ points, best: bestId, series }: SweepDocument, { hasSlo }: About): string[] {
  const point = points.find(({ runId }) => runId === bestId)
  if (point === undefined)
    return [
      hasSlo ? 'In no run that can be trusted did any request meet every service level.' : 'No request completed.',
    ]
  const at = whereOf(point, series.length)
  const rate = `${formatNumber(point.goodputPerS)} requests per second`
  if (!hasSlo)
    return [
      `Most requests completed at ${at}: ${rate}. The workload sets no service levels, so every completed request counts as good.`,
    ]
  return [
    `The highest goodput was ${rate}, at ${at}, where ${shareText(point)} of the requests met every service level.`,
  ]
}

const whereOf = (point: SweepPoint, series: number) =>
  point.level !== null && series === 1 ? loadText(point.level) : pointLabel(point)

/** `97 % (95-99 %)`. */
function shareText({ attainment, attainmentInterval: bounds }: SweepPoint): string {
  const between = bounds === null ? '' : ` (${formatShare(bounds.low)} to ${formatShare(bounds.high)})`
  return `${formatShare(attainment)}${between}`
}

function found({ search }: SweepDocument): string[] {
  if (search === null) return []
  const { plan, best: level, failsAt, goodputPerS, sentence } = search
  const load = (value: number) => loadText({ over: plan.over, value })
  const share = `${formatShare(plan.attainment)} of the requests to meet every service level`
  const ended = `The search ended because ${sentence}.`
  if (search.why === 'interrupted') return ['The search was interrupted before it came to an end.']
  if (level === null) return [`No load let ${share}${failsAt === null ? '' : `, not even ${load(failsAt)}`}. ${ended}`]
  const goodput = goodputPerS === null ? '' : `, a goodput of ${formatNumber(goodputPerS)} requests per second`
  const fails = failsAt === null ? '' : `; ${load(failsAt)} did not`
  return [`${load(level)} let ${share}${goodput}${fails}. ${ended}`]
}

function saturated({ series, points }: SweepDocument): string[] {
  const known = series.flatMap(({ name, saturation: at }) => (at === null ? [] : [{ name, at }]))
  if (known.length === 0) {
    const loads = new Set(points.map(({ level }) => level?.value))
    return loads.size < 2 ? [] : ['Where the target is saturated these loads do not show.']
  }
  return known.map(({ name, at }) => {
    const of = series.length === 1 ? 'The target' : `With ${seriesLabel(name, false)} it`
    const most = `at most ${formatNumber(at.requestsPerS)} requests completed per second`
    return at.over === 'rate'
      ? `${of} kept up with ${loadText({ over: 'rate', value: at.level })} and with no higher rate: ${most}.`
      : `${of} is saturated by ${loadText({ over: 'users', value: at.level })}: ${most}.`
  })
}

function trusted({ points }: SweepDocument): string {
  const count = (status: SweepPoint['status']) => points.filter((point) => point.status === status).length
  const parts = (['degraded', 'invalid'] as const).flatMap((status) =>
    count(status) === 0 ? [] : [`${formatCount(count(status))} ${status}`],
  )
  if (parts.length === 0) return 'All runs are valid.'
  return `${formatCount(count('valid'))} of ${formatCounted(points.length, 'run')} valid, ${parts.join(', ')}: each run’s own report says why.`
}
