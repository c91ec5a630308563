import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientPeer } from './client-peer.ts'

/** Seconds, request by request; of a failed one zeros and a text in `errors`. */
interface Result {
  readonly ttfts: readonly number[]
  readonly itls: readonly (readonly number[])[]
  readonly latencies: readonly number[]
  readonly start_times: readonly number[]
  readonly errors: readonly string[]
}

/** It streams always. */
export const vllmBench: ClientPeer = {
  name: 'vllm bench serve',
  version: '0.32.0',
  does: { streams: true, wholeAnswers: false },
  packages: ['vllm==0.32.0'],
  command: ({ model, users, requests, outputTokens }, { origin, folder, paths }) => ({
    program: join(paths.python('vllm bench serve'), 'bin', 'vllm'),
    args: [
      ...['bench', 'serve', '--backend', 'openai-chat', '--base-url', origin, '--endpoint', '/v1/chat/completions'],
      ...['--model', model, '--tokenizer', paths.tokenizer, '--dataset-name', 'random', '--random-input-len', '16'],
      ...['--random-output-len', `${outputTokens}`, '--num-prompts', `${requests}`, '--max-concurrency', `${users}`],
      ...['--disable-tqdm', '--save-result', '--save-detailed'],
      ...['--result-dir', folder, '--result-filename', 'vllm.json'],
    ],
  }),
  read: ({ folder }) => {
    const result = JSON.parse(readFileSync(join(folder, 'vllm.json'), 'utf8')) as Result
    const all = result.errors.map((error, i) => ({
      error,
      startedAt: result.start_times[i] as number,
      ttftMs: (result.ttfts[i] as number) * 1e3,
      e2eMs: (result.latencies[i] as number) * 1e3,
      gapsMs: (result.itls[i] as readonly number[]).map((gap) => gap * 1e3),
    }))
    const ended = all.filter(({ error }) => error === '').toSorted((a, b) => a.startedAt - b.startedAt)
    return {
      succeeded: ended.length,
      failed: all.length - ended.length,
      ttftMs: ended.map(({ ttftMs }) => ttftMs),
      e2eMs: ended.map(({ e2eMs }) => e2eMs),
      gapsMs: ended.map(({ gapsMs }) => gapsMs),
    }
  },
}
