import { nsToS, S_PER_HOUR, S_PER_MIN } from '../../../core/units.ts'
import type { Distribution } from '../../../stats/distribution.ts'
import type { LengthFigures } from '../../../workload/inspect/length-figures.ts'
import type { SourceFigures } from '../../../workload/inspect/inspect-source.ts'
import { layOut } from '../text/columns.ts'
import { type Fact, factLines } from '../text/fact-lines.ts'
import { count, digits, grouped, percent, seconds } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

/** A source of requests drawn for a terminal: how long, when, what is shared, which belong together. */
export function sourceTable(figures: SourceFigures, title: string, style: TextStyle): string {
  const { arrivals, notes } = figures
  const lines = [
    style.bold(title),
    '',
    ...factLines(facts(figures), style),
    ...(isTold(figures, 'inputs') ? ['', ...lengthBars('prompt tokens', figures.input, style)] : []),
    ...(isTold(figures, 'outputs') ? ['', ...lengthBars('answer tokens', figures.output, style)] : []),
    ...(arrivals === null || arrivals.ratesPerSecond.length === 0 ? [] : ['', ...rateLine(arrivals, style)]),
    ...(notes.length === 0
      ? []
      : [
          '',
          ...factLines(
            notes.map((note): Fact => ['note', withoutPath(note, figures.name)]),
            style,
          ),
        ]),
  ]
  return `${lines.join('\n')}\n`
}

/** The path stands above already. */
const withoutPath = (note: string, name: string): string =>
  note.startsWith(`${name}: `) ? note.slice(name.length + 2) : note

/** Whether the file tells any of these lengths: what stands for all of them is no figure of it. */
const isTold = ({ requests, untold }: SourceFigures, side: 'inputs' | 'outputs'): boolean => untold[side] < requests

function facts(figures: SourceFigures): Fact[] {
  const { format, isDrawn, requests } = figures
  return [
    ...(format === null ? [] : [['format', format] as const]),
    ['requests', isDrawn ? `drawn without end; these figures are of ${count(requests)}` : count(requests)],
    ...lengthFacts(figures),
    ...arrivalFacts(figures),
    ...(isTold(figures, 'inputs') ? sharingFacts(figures) : []),
    ...sessionFacts(figures),
    ...(figures.texts === null
      ? []
      : [
          [
            'texts',
            `${count(figures.texts.prompts)} recorded prompts, ${count(figures.texts.distinct)} of them different; lengths that the file does not tell are estimated at 4 characters a token`,
          ] as const,
        ]),
  ]
}

function lengthFacts(figures: SourceFigures): Fact[] {
  const { input, output, rankCorrelation } = figures
  const isBoth = isTold(figures, 'inputs') && isTold(figures, 'outputs')
  const correlation =
    rankCorrelation === null
      ? 'none: all prompts or all answers are of one length'
      : `${digits(rankCorrelation)} between the ranks of prompt and answer lengths`
  return [
    ['prompts', isTold(figures, 'inputs') ? lengths(input) : untoldLengths('input', input)],
    ['answers', isTold(figures, 'outputs') ? lengths(output) : untoldLengths('output', output)],
    ...(isBoth && figures.requests > 1 ? [['correlation', correlation] as const] : []),
  ]
}

const lengths = ({ mean, p50, p90, p99, max }: Distribution): string =>
  `mean ${tokens(mean)}, p50 ${tokens(p50)}, p90 ${tokens(p90)}, p99 ${tokens(p99)}, largest ${count(max)} tokens`

const untoldLengths = (side: string, { mean }: Distribution): string =>
  `the file does not tell how long: a run takes missing.${side} of its workload (here ${tokens(mean)} tokens)`

/** Whole numbers as they are, quantiles between two of them with a digit. */
const tokens = (value: number | null): string => (Number.isInteger(value) ? count(value) : grouped(value))

/** In the unit in which it is no nought. */
function rateText(perSecond: number | null): string {
  if (perSecond === null || perSecond >= 0.05) return `${digits(perSecond)} requests/s`
  const perMinute = perSecond * S_PER_MIN
  return perMinute >= 0.5 ? `${digits(perMinute)} requests/min` : `${digits(perSecond * S_PER_HOUR)} requests/h`
}

function arrivalFacts({ arrivals, isDrawn, sessions }: SourceFigures): Fact[] {
  if (arrivals === null) {
    const within = sessions === null ? '' : ', or within its sessions at most'
    return [['times', isDrawn ? 'none: the workload sets them' : `none${within}: only arrivals that the workload sets`]]
  }
  const { spanNs, ratePerSecond, gapCv, zeroGapShare, perSecondDispersion, mostPerSecond } = arrivals
  if (spanNs === 0) return [['times', 'all at once']]
  const coarse = (zeroGapShare ?? 0) > 0.2 ? ` (${percent(zeroGapShare)} of the gaps are 0: a coarse clock)` : ''
  return [
    ['times', `${seconds(nsToS(spanNs))} at ${rateText(ratePerSecond)}, at most ${count(mostPerSecond)} in a second`],
    [
      'burstiness',
      `gaps vary by ${digits(gapCv)} times their mean${coarse}, requests per second by ${digits(perSecondDispersion)} (variance / mean); a Poisson process has 1 and 1`,
    ],
  ]
}

function sharingFacts({ sharing, sessions }: SourceFigures): Fact[] {
  if (sharing === null) return []
  const { tokenShare, segmentShare, hitShare, segments, distinctSegments } = sharing
  // Of a conversation that grows, a segment is all of it: their number says nothing.
  const blocks =
    sessions === null
      ? `; ${count(distinctSegments)} different blocks of ${count(segments)}, ${percent(segmentShare)} found whole`
      : ''
  return [
    [
      'sharing',
      `${percent(tokenShare)} of prompt tokens stand at the beginning of an earlier prompt; ${percent(hitShare)} of requests share something${blocks}`,
    ],
  ]
}

function sessionFacts(figures: SourceFigures): Fact[] {
  const { sessions } = figures
  if (sessions === null) return []
  const { turns, thinkNs, growthTokens, shrinkingTurns } = sessions
  const inSeconds = (ns: number | null) => (ns === null ? '-' : seconds(nsToS(ns)))
  const think =
    thinkNs.n === 0
      ? 'not told'
      : `p50 ${inSeconds(thinkNs.p50)}, p90 ${inSeconds(thinkNs.p90)}, p99 ${inSeconds(thinkNs.p99)}`
  return [
    [
      'sessions',
      `${count(sessions.sessions)} of ${digits(turns.mean)} requests (p50 ${tokens(turns.p50)}, at most ${count(turns.max)})`,
    ],
    ['think time', think],
    ...(isTold(figures, 'inputs') && growthTokens.n > 0
      ? [
          [
            'growth',
            `p50 ${tokens(growthTokens.p50)} tokens a turn, p90 ${tokens(growthTokens.p90)}; ${count(shrinkingTurns)} turns are shorter than the one before`,
          ] as const,
        ]
      : []),
  ]
}

/** A line for each power of two. */
function lengthBars(label: string, { bins, n }: LengthFigures, style: TextStyle): string[] {
  const most = Math.max(...bins.map(({ count: size }) => size))
  const widest = style.columns - 40
  const rows = bins.map(({ fromTokens, toTokens, count: size }) => [
    fromTokens === toTokens ? count(fromTokens) : `${count(fromTokens)}-${count(toTokens)}`,
    percent(size / n),
    style.cyan(style.symbols.bar.repeat(size === 0 ? 0 : Math.max(1, Math.round((size / most) * widest)))),
  ])
  return [`  ${style.dim(label)}`, ...layOut(rows, { indent: 2, left: [2] })]
}

/** Requests per second over the span, a column for each part. */
function rateLine({ ratesPerSecond, spanNs }: NonNullable<SourceFigures['arrivals']>, style: TextStyle): string[] {
  const most = Math.max(...ratesPerSecond)
  const { steps } = style.symbols
  const columns = ratesPerSecond.map((rate) => steps[Math.ceil((rate / most) * (steps.length - 1))] as string)
  return [
    `  ${style.dim(`requests over ${seconds(nsToS(spanNs))}, up to ${rateText(most)}`)}`,
    `  ${style.cyan(columns.join(''))}`,
  ]
}
