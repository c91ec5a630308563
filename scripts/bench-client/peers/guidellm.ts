import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientPeer } from './client-peer.ts'

interface Report {
  readonly benchmarks: readonly {
    readonly requests: Readonly<Record<'successful' | 'errored', readonly Request[] | null>>
  }[]
}
interface Request {
  readonly request_start_time: number
  readonly request_latency: number
  readonly time_to_first_token_ms: number
}

/** It tells gaps only as a mean of each request. */
export const guidellm: ClientPeer = {
  name: 'guidellm',
  version: '0.8.1',
  does: { streams: true, wholeAnswers: true },
  packages: ['guidellm==0.8.1'],
  command: ({ model, users, requests, outputTokens, stream }, { origin, folder, paths }) => {
    const target = { kind: 'openai_http', target: origin, model, validate_backend: false }
    const backend = stream ? target : { ...target, stream: false }
    return {
      program: join(paths.python('guidellm'), 'bin', 'guidellm'),
      args: [
        ...['run', '--disable-console', '--backend', JSON.stringify(backend)],
        ...['--profile', `kind=concurrent,streams=${users}`, '--constraint', `kind=max_requests,count=${requests}`],
        ...['--tokenizer', JSON.stringify({ kind: 'hf_auto', model: paths.tokenizer })],
        ...['--data', `kind=synthetic_text,prompt_tokens=16,output_tokens=${outputTokens}`],
        ...['--output', `kind=json,path=${join(folder, 'guidellm.json')}`],
      ],
    }
  },
  read: ({ folder }) => {
    const report = JSON.parse(readFileSync(join(folder, 'guidellm.json'), 'utf8')) as Report
    const { successful, errored } = report.benchmarks[0]?.requests ?? { successful: null, errored: null }
    const ended = (successful ?? []).toSorted((a, b) => a.request_start_time - b.request_start_time)
    return {
      succeeded: ended.length,
      failed: errored?.length ?? 0,
      ttftMs: ended.map((request) => request.time_to_first_token_ms),
      e2eMs: ended.map((request) => request.request_latency * 1e3),
      gapsMs: null,
    }
  },
}
