import type { SweepDocument } from '../../../metrics/search/sweep-document.ts'
import { type Fact, factLines } from '../text/fact-lines.ts'
import { digits, exact, grouped, percent } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

/** What the runs of a sweep or search say together: where load brings no more, which are worth choosing, what the search found. */
export function sweepLines(document: SweepDocument, style: TextStyle): string {
  const facts = [...searchFacts(document), ...saturationFacts(document), ...paretoFacts(document)]
  return `\n${factLines([...facts, ['group', document.sweepId]], style).join('\n')}\n`
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

function saturationFacts({ saturation }: SweepDocument): Fact[] {
  if (saturation === null) return []
  const { over, level, requestsPerS } = saturation
  const text =
    over === 'rate'
      ? `kept up with ${exact(level)} requests/s, not with more; at most ${digits(requestsPerS)} completed a second`
      : `${exact(level)} users reach nearly all there is: ${digits(requestsPerS)} requests completed a second`
  return [['saturation', text]]
}

function paretoFacts({ pareto, points }: SweepDocument): Fact[] {
  const front = pareto.flatMap((runId) => points.find((point) => point.runId === runId) ?? [])
  if (front.length < 2) return []
  const parts = front.map(
    ({ label, runId, tokensPerSPerUser, outputTokensPerS }) =>
      `${label ?? runId}: ${digits(tokensPerSPerUser)} tok/s a user, ${grouped(outputTokensPerS)} in all`,
  )
  return parts.map((part, i): Fact => [i === 0 ? 'pareto' : '', part])
}
