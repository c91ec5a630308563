import { requestPath } from '../../../clients/request-body.ts'
import type { RunPlan } from '../../../workload/run-plan.ts'
import type { LoadInput } from '../../run-load.ts'
import type { K6Request, K6Test } from './script/k6-test.ts'
import { vusOf } from './vus-of.ts'

export interface K6TestInput extends Pick<K6Test, 'name' | 'version' | 'command' | 'thresholds' | 'run'> {
  readonly plan: RunPlan
  readonly baseUrl: string
  readonly requests: Iterable<Parameters<LoadInput['prepare']>[0]>
  readonly prepare: LoadInput['prepare']
}

/** A run as k6 is to send it, every body written. The requests must have an end, which the workload's checks hold. */
export async function planK6Test(input: K6TestInput): Promise<K6Test> {
  const { plan, baseUrl, name, version, command, thresholds, run } = input
  const { arrival, target } = plan
  const thinkNs = arrival.process === 'concurrency' ? arrival.thinkTimeNs : 0
  const requests: K6Request[] = []
  for (const planned of input.requests) {
    const { phase, className, inputTokens, outputTokens, scheduledAt, pauseNs = thinkNs } = planned
    const body = (await input.prepare(planned)).body.toString('utf8')
    requests.push({ phase, className, inputTokens, outputTokens, dueNs: scheduledAt, pauseNs, body })
  }
  const endpoint = target.kind === 'endpoint' ? target : { headers: {}, apiKeyEnv: null }
  return {
    ...{ name, version, command, thresholds, run, requests },
    url: `${baseUrl.replace(/\/$/, '')}${requestPath(plan.requests.api)}`,
    ...{ headers: endpoint.headers, apiKeyEnv: endpoint.apiKeyEnv, stream: plan.requests.stream },
    vus: vusOf(
      plan,
      requests.map(({ dueNs }) => dueNs),
    ),
    ...{ timeoutNs: plan.timeoutNs, drainNs: plan.drainNs, slo: plan.slo },
  }
}
