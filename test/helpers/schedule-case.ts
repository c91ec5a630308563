import type { PlannedRequest } from '../../src/workload/planned-request.ts'
import type { RunPlan } from '../../src/workload/run-plan.ts'
import { buildSchedule, type Schedule } from '../../src/workload/schedule.ts'
import { distributionSource } from '../../src/workload/sources/distribution.ts'
import type { RequestSource } from '../../src/workload/sources/request-source.ts'
import { syntheticSource } from '../../src/workload/sources/synthetic.ts'
import { sourceOf } from './trace-case.ts'
import { planOf } from './workload-case.ts'

/** Ten rows, half a second apart: inputs 10, 20, ... 100, outputs 1 to 10. */
export const trace = await sourceOf(
  Array.from({ length: 10 }, (_, i) =>
    JSON.stringify({ timestamp: 7000 + i * 500, input_length: 10 * (i + 1), output_length: i + 1 }),
  ).join('\n'),
  't.jsonl',
)
export const traced = 'requests: {source: {trace: t.jsonl}}\n'

export function schedule(text: string, source?: RequestSource, contextTokens: number | null = null): Schedule {
  const plan = planOf(text)
  return buildSchedule(
    plan,
    new Map(plan.requests.classes.map((entry) => [entry.name, source ?? drawn(entry.source ?? plan.requests.source)])),
    contextTokens,
  )
}
function drawn(plan: RunPlan['requests']['source']): RequestSource {
  if (plan.kind === 'synthetic') return syntheticSource(plan)
  const table = (top: number) => [
    [0, 1],
    [1, top],
  ]
  const pair = { p50: 1, p90: 1, p99: 1, mean: 1 }
  const fit = { input: pair, output: pair, rankCorrelation: 0 }
  const file = {
    format: 'infbench.distribution/1',
    name: 'd',
    description: '',
    origin: { dataset: '', url: '', licence: '', file: '', rows: 1, sha256: '' },
    fit: { draws: 1, trace: fit, drawn: fit },
    input: table(100),
    output: [{ upTo: 1, table: table(50) }],
  }
  return distributionSource('d', JSON.stringify(file), 'd.json')
}
export const all = (text: string, source?: RequestSource, context: number | null = null): PlannedRequest[] => [
  ...schedule(text, source, context).requests,
]
export const short = 'requests: {source: {synthetic: {input: {uniform: [1, 1000]}, output: 5}}}\n'
