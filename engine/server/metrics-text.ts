import type { Histogram } from '../telemetry/histogram.ts'
import { requestOutcomes } from '../telemetry/request-counters.ts'
import { nsToSeconds } from '../units.ts'
import type { Service } from './service.ts'

interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly samples: readonly { readonly suffix?: string; readonly labels?: string; readonly value: number }[]
}

/** Everything the server counts, as Prometheus reads it. Names follow vLLM's, with the prefix `infbench_`; times in seconds. */
export function metricsText(service: Service): string {
  const model = `model_name="${escapeLabel(service.names[0] ?? '')}"`
  const families = [...requestFamilies(service), ...engineFamilies(service)]
  return families.map((each) => familyText(each, model)).join('')
}

function requestFamilies({ engine, requests }: Service): Family[] {
  const outcomes = requestOutcomes.map((outcome) => ({
    labels: `outcome="${outcome}"`,
    value: requests.total(outcome),
  }))
  return [
    family('requests_total', 'counter', 'Generation requests by how they ended.', outcomes),
    gauge('num_requests_running', 'Requests in the batch.', engine.counters.get('running')),
    gauge('num_requests_waiting', 'Requests waiting for a place in the batch.', waiting(engine)),
    histogram('time_to_first_token_seconds', 'Request read to first token sent.', requests.ttftSeconds),
  ]
}

/** What the engine's thread has not heard of yet waits too. */
function waiting(engine: Service['engine']): number {
  return Math.max(engine.counters.get('waiting'), engine.live - engine.counters.get('running'))
}

function engineFamilies({ engine }: Service): Family[] {
  const { counters, facts } = engine
  const used = counters.get('blocksUsed')
  return [
    gauge('kv_cache_blocks_used', 'Pages of the KV cache in use.', used),
    gauge('kv_cache_blocks_total', 'Pages of the KV cache.', facts.kvBlocks),
    gauge('kv_cache_usage_perc', 'Share of the KV cache in use, 0 to 1.', used / facts.kvBlocks),
    counter(
      'num_preemptions_total',
      'Sequences that lost their pages and were computed again.',
      counters.get('preemptions'),
    ),
    counter('prompt_tokens_total', 'Prompt tokens of requests whose first token came.', counters.get('promptTokens')),
    counter('generation_tokens_total', 'Tokens generated.', counters.get('generatedTokens')),
    counter('engine_steps_total', 'Steps of the model.', counters.get('steps')),
    counter(
      'engine_step_tokens_total',
      'Tokens through the model, recomputed ones included.',
      counters.get('stepTokens'),
    ),
    counter('engine_native_seconds_total', 'Time in the backend.', nsToSeconds(counters.get('nativeNs'))),
    counter(
      'engine_other_seconds_total',
      'Busy time of the engine outside the backend.',
      nsToSeconds(counters.get('otherNs')),
    ),
    histogram('step_duration_seconds', 'Engine step, scheduling included.', counters.stepSeconds),
  ]
}

function family(name: string, type: Family['type'], help: string, samples: Family['samples']): Family {
  return { name: `infbench_${name}`, type, help, samples }
}

function gauge(name: string, help: string, value: number): Family {
  return family(name, 'gauge', help, [{ value }])
}

function counter(name: string, help: string, value: number): Family {
  return family(name, 'counter', help, [{ value }])
}

function histogram(name: string, help: string, source: Histogram): Family {
  let cumulative = 0
  const buckets = source.counts().map((count, index) => {
    cumulative += count
    return { suffix: '_bucket', labels: `le="${source.boundsSeconds[index] ?? '+Inf'}"`, value: cumulative }
  })
  const totals = [
    { suffix: '_sum', value: source.sumSeconds() },
    { suffix: '_count', value: cumulative },
  ]
  return family(name, 'histogram', help, [...buckets, ...totals])
}

function familyText({ name, type, help, samples }: Family, model: string): string {
  const lines = samples.map(({ suffix = '', labels, value }) => {
    const all = labels === undefined ? model : `${model},${labels}`
    return `${name}${suffix}{${all}} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
