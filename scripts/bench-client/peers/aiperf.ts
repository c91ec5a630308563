import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientPeer } from './client-peer.ts'

interface Line {
  readonly metadata: { readonly request_start_ns: number }
  readonly metrics: Readonly<Record<string, { readonly value: number | readonly number[] } | undefined>>
  readonly error: unknown
}

export const aiperf: ClientPeer = {
  name: 'aiperf',
  version: '0.13.0',
  does: { streams: true, wholeAnswers: true },
  packages: ['aiperf==0.13.0'],
  command: ({ model, users, requests, outputTokens, stream }, { origin, folder, paths }) => ({
    program: join(paths.python('aiperf'), 'bin', 'aiperf'),
    args: [
      ...['profile', '-m', model, '--url', origin, '--endpoint-type', 'chat', ...(stream ? ['--streaming'] : [])],
      ...['--tokenizer', paths.tokenizer, '--isl', '16', '--osl', `${outputTokens}`, '--num-dataset-entries', '100'],
      ...['--concurrency', `${users}`, '--request-count', `${requests}`],
      ...['--output-artifact-dir', join(folder, 'aiperf'), '--ui', 'none'],
    ],
  }),
  read: ({ folder }) => {
    const text = readFileSync(join(folder, 'aiperf', 'profile_export.jsonl'), 'utf8')
    const lines = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line)
      .toSorted((a, b) => a.metadata.request_start_ns - b.metadata.request_start_ns)
    const ended = lines.filter(({ error }) => error === null || error === undefined)
    const told = (name: string) => ended.map(({ metrics }) => (metrics[name]?.value ?? Number.NaN) as number)
    return {
      succeeded: ended.length,
      failed: lines.length - ended.length,
      ttftMs: told('time_to_first_token'),
      e2eMs: told('request_latency'),
      gapsMs: ended.map(({ metrics }) => (metrics['inter_chunk_latency']?.value ?? []) as readonly number[]),
    }
  },
}
