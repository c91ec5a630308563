import { shareOf } from '../schema/runs/stop-fields.ts'
import type { StopRulesPlan } from '../run-plan.ts'
import type { WorkloadFile } from '../schema.ts'

/** Rules that end a run before its duration or count; nothing where there are none. */
export function stopOf({ tokens, until }: WorkloadFile): { readonly stop?: StopRulesPlan } {
  if (tokens === undefined && until === undefined) return {}
  if (until === undefined) return { stop: { tokens: tokens ?? null, until: null } }
  const [metric = '', percentile = ''] = until.metric.split(/\.(.*)/s)
  return {
    stop: {
      tokens: tokens ?? null,
      until: {
        metric: metric as 'ttft' | 'tpot' | 'e2e',
        share: Number(percentile.slice(1)) / 100,
        relativeWidth: shareOf(until.relativeWidth),
      },
    },
  }
}
