import { repeatSpreads } from '../../../metrics/search/repeats.ts'
import type { Saturation, SweepDocument } from '../../../metrics/search/sweep-schema.ts'
import { type Fact, factLines } from '../text/fact-lines.ts'
import { digits, exact, grouped, percent } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

/**
 * What the runs of a sweep or search say together: which is best, where load brings no more, which are worth choosing, what the search
 * found; of repeats how far they differ; then `places`, the last of them the next useful command.
 */
export function sweepLines(document: SweepDocument, places: readonly Fact[], style: TextStyle): string {
  const facts = [
    ...repeatFacts(document),
    ...searchFacts(document),
    ...bestFacts(document),
    ...saturationFacts(document),
    ...paretoFacts(document),
    ...places,
  ]
  return `\n${factLines(facts, style).join('\n')}\n`
}

/** Of one run there is no spread. */
function repeatFacts({ kind, points }: SweepDocument): Fact[] {
  if (kind !== 'repeats' || points.length < 2) return []
  return repeatSpreads(points).map(({ label, unit, median, least, most, spread }): Fact => {
    const share = spread === null ? '' : `, spread ${percent(spread)}`
    return [label, `${digits(median)} ${unit} at the median, ${digits(least)} to ${digits(most)}${share}`]
  })
}

function bestFacts({ best, points, search }: SweepDocument): Fact[] {
  const point = points.find(({ runId }) => runId === best)
  if (point === undefined || points.length < 2 || search !== null) return []
  const { label, runId, goodputPerS, attainment, hasSlo } = point
  return [
    [
      'best',
      hasSlo
        ? `${label ?? runId}: goodput ${digits(goodputPerS)} requests/s, ${percent(attainment)} met their service levels`
        : `${label ?? runId}: ${digits(goodputPerS)} requests/s completed (no service levels are set)`,
    ],
  ]
}

const unit = { rate: 'requests/s', users: 'users' } as const

function searchFacts({ search }: SweepDocument): Fact[] {
  if (search === null) return []
  const { plan, best, failsAt, goodputPerS, sentence } = search
  const wanted = `${percent(plan.attainment)} of requests to meet their service levels`
  const found = best === null ? 'no level held' : `${exact(best)} ${unit[plan.over]} held`
  const fails = failsAt === null ? '' : `, ${exact(failsAt)} ${unit[plan.over]} did not`
  const goodput = goodputPerS === null ? '' : `; goodput ${digits(goodputPerS)} requests/s`
  return [
    ['search', `${found}${fails} (${wanted})${goodput}`],
    ['ended', sentence],
  ]
}

function saturationFacts({ series }: SweepDocument): Fact[] {
  const texts = series.flatMap(({ name, saturation }) =>
    saturation === null
      ? []
      : `${series.length > 1 ? `${name ?? 'otherwise unchanged'}: ` : ''}${saturated(saturation)}`,
  )
  return texts.map((text, i): Fact => [i === 0 ? 'saturation' : '', text])
}

const saturated = ({ over, level, requestsPerS }: Saturation) =>
  over === 'rate'
    ? `kept up with ${exact(level)} requests/s, not with more; at most ${digits(requestsPerS)} completed a second`
    : `${exact(level)} users reach nearly all there is: ${digits(requestsPerS)} requests completed a second`

function paretoFacts({ pareto, points }: SweepDocument): Fact[] {
  const front = pareto.flatMap((runId) => points.find((point) => point.runId === runId) ?? [])
  if (front.length < 2) return []
  const parts = front.map(
    ({ label, runId, tokensPerSPerUser, outputTokensPerS }) =>
      `${label ?? runId}: ${digits(tokensPerSPerUser)} tok/s a user, ${grouped(outputTokensPerS)} in all`,
  )
  return parts.map((part, i): Fact => [i === 0 ? 'pareto' : '', part])
}
