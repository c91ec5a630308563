import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientPeer, PeerTask, PeerPlace } from './client-peer.ts'

interface Request {
  readonly start_time: number
  readonly end_time: number
  readonly error: unknown
  readonly info: { readonly response_metrics?: { readonly output_token_times?: readonly number[] } | null } | null
}

/** One worker process, as there is one core; prompts of random words, which it has for completions only. */
export const inferencePerf: ClientPeer = {
  name: 'inference-perf',
  version: '0.7.0',
  does: { streams: true, wholeAnswers: true },
  packages: ['inference-perf==0.7.0'],
  command: (task, place) => {
    const file = join(place.folder, 'inference-perf.json')
    writeFileSync(file, JSON.stringify(configuration(task, place)))
    return { program: join(place.paths.python('inference-perf'), 'bin', 'inference-perf'), args: ['-c', file] }
  },
  read: ({ folder }) => {
    const file = join(folder, 'inference-perf', 'per_request_lifecycle_metrics.json')
    const all = (JSON.parse(readFileSync(file, 'utf8')) as Request[]).toSorted((a, b) => a.start_time - b.start_time)
    const ended = all.filter(({ error }) => error === null || error === undefined)
    const times = ended.map(({ info }) => info?.response_metrics?.output_token_times ?? [])
    const ms = (from: number, to: number) => (to - from) * 1e3
    return {
      succeeded: ended.length,
      failed: all.length - ended.length,
      ttftMs: ended.map(({ start_time: from }, i) => ms(from, times[i]?.[0] ?? Number.NaN)),
      e2eMs: ended.map(({ start_time: from, end_time: to }) => ms(from, to)),
      gapsMs: times.map((at) => at.slice(1).map((time, i) => ms(at[i] as number, time))),
    }
  },
}

function configuration(
  { model, users, requests, outputTokens, stream }: PeerTask,
  { origin, folder, paths }: PeerPlace,
) {
  const fixed = (tokens: number) => ({ min: tokens, max: tokens, mean: tokens, std_dev: 0, total_count: requests })
  return {
    api: { type: 'completion', streaming: stream },
    server: { type: 'vllm', model_name: model, base_url: origin, ignore_eos: false },
    tokenizer: { pretrained_model_name_or_path: paths.tokenizer },
    data: { type: 'random', input_distribution: fixed(16), output_distribution: fixed(outputTokens) },
    load: {
      ...{ type: 'concurrent', num_workers: 1, worker_max_concurrency: users },
      stages: [{ num_requests: requests, concurrency_level: users }],
    },
    report: { request_lifecycle: { summary: true, per_stage: false, per_request: true } },
    storage: { local_storage: { path: join(folder, 'inference-perf') } },
  }
}
