/** A verdict as GitHub's Markdown: the job summary of a pipeline, and the body of the comment on a pull request. */
import { code, codeBlock, folded, paragraphs, plain, table } from '../../core/text/markdown.ts'
import type { GateDocument, GateMetric, GateSide } from '../gate-document.ts'
import { bounds, chance, change, figure, gateSentence, verdictWords } from './gate-words.ts'

/** The verdict in a sentence, every metric and limit with its figures, what it rests on, and how to run it again. */
export function gateMarkdown(gate: GateDocument): string {
  const { mark } = verdictWords[gate.verdict]
  return paragraphs([
    `## ${mark} infbench gate: ${plain(gate.name)}`,
    `**${plain(gateSentence(gate))}**`,
    gate.reasons
      .slice(1)
      .map((reason) => `- ${plain(reason)}`)
      .join('\n'),
    faultLines(gate),
    gate.metrics.length > 0 && metricTable(gate),
    gate.limits.length > 0 && limitTable(gate),
    folded('How it was decided', grounds(gate)),
    'Run it again:',
    codeBlock(`infbench gate ${shellWord(gate.policy)}`, 'sh'),
  ])
}

function faultLines({ faults }: GateDocument): string {
  return faults
    .map(
      ({ code: name, message, hint }) => `- ${code(name)} ${plain(message)}${hint === null ? '' : ` → ${plain(hint)}`}`,
    )
    .join('\n')
}

const metricHead = ['Metric', 'Baseline', 'Candidate', 'Effect', 'Bounds', 'Margin', 'Would have been found', 'Verdict']

function metricTable({ metrics, inference }: GateDocument): string {
  const rows = metrics.map((metric) => [
    plain(metric.label),
    figure(metric.baselineMedian, metric.unit),
    figure(metric.candidateMedian, metric.unit),
    change(metric.effectShare),
    bounds(metric.lowerShare, metric.upperShare),
    figure(metric.marginShare, 'share'),
    metric.detectableShare === null ? '–' : `from ${change(metric.detectableShare)} on`,
    verdictCell(metric),
  ])
  const level = inference?.attainableAlpha ?? null
  const held = level === null ? '' : `; the bounds hold for all metrics at once, at ${figure(1 - level, 'share')}`
  return `${table(metricHead, rows, [metricHead.length - 1])}\n\nPositive is worse, whichever way a metric counts${held}.`
}

const verdictCell = ({ verdict, pairsToDecide }: Pick<GateMetric, 'verdict' | 'pairsToDecide'>) =>
  `${verdictWords[verdict].mark} ${verdict}${
    verdict === 'inconclusive' && pairsToDecide !== null && pairsToDecide > 0
      ? `, about ${pairsToDecide} more would tell`
      : ''
  }`

function limitTable({ limits }: GateDocument): string {
  const rows = limits.map(({ expression, value, limit, unit, verdict, runs }) => [
    code(expression),
    figure(value, unit),
    figure(limit, unit),
    String(runs.length),
    `${verdictWords[verdict].mark} ${verdict}`,
  ])
  return table(['Limit', 'Median of runs', 'Limit', 'Runs', 'Verdict'], rows, [4])
}

function grounds({ pairs, inference, mode, metrics, baseline, candidate, ...gate }: GateDocument): string {
  const of = mode === 'paired' ? `${pairs.used} of ${pairs.planned} pairs` : `${pairs.used} past runs`
  const facts = [
    `${of}${inference === null ? '' : inferred(inference)}.`,
    ...metrics.map(({ metric, pValue, why }) => `${code(metric)}: ${plain(why)} (p ${chance(pValue)})`),
    ...(inference?.notes ?? []).map(plain),
    sideLine('Baseline', baseline),
    sideLine('Candidate', candidate),
    `Gate ${code(gate.id)} of ${gate.createdAt.slice(0, 16).replace('T', ' ')} UTC, policy ${code(gate.policy)}, infbench ${plain(gate.infbench)}.`,
  ]
  return facts.map((fact) => `- ${fact}`).join('\n')
}

function inferred({ kind, arrangements, exact, looks, look, alpha }: NonNullable<GateDocument['inference']>): string {
  const looked = looks.length > 1 ? `, look ${look} of ${looks.length}` : ''
  if (kind === 'prediction') return `, a prediction interval at alpha ${alpha}${looked}`
  const weighed =
    arrangements === null
      ? ''
      : `, ${exact ? 'all' : 'a sample of'} ${arrangements.toLocaleString('en-US')} sign patterns weighed`
  return `${weighed}, alpha ${alpha} over all metrics${looked}`
}

function sideLine(name: string, { label, target, runs }: GateSide): string {
  const shown = runs.map((run) => code(run)).join(', ')
  return `${name}: ${plain(label)}${target === null ? '' : `, ${plain(target)}`}${runs.length === 0 ? ', no run' : `, runs ${shown}`}`
}

/** As a shell reads it: quoted where it has anything but plain letters of a path. */
const shellWord = (text: string) =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
