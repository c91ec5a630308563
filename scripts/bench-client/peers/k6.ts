import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { k6Version } from '../../k6/k6-stage.ts'
import { type ClientPeer, noTimes } from './client-peer.ts'

interface Summary {
  readonly metrics: Readonly<Record<string, { readonly values: Readonly<Record<string, number>> } | undefined>>
}

/** k6 as it is reads whole answers, so it is measured with those; the extension it is built with serves the driver. */
export const k6: ClientPeer = {
  name: 'k6',
  version: k6Version,
  does: { streams: false, wholeAnswers: true },
  packages: null,
  command: ({ model, users, requests, outputTokens }, { origin, folder, paths }) => ({
    program: join(paths.k6, 'k6'),
    args: ['run', '--quiet', '--no-usage-report', fileURLToPath(new URL('k6/closed-loop.js', import.meta.url))],
    env: {
      ...{ MODEL: model, USERS: `${users}`, REQUESTS: `${requests}`, OUTPUT_TOKENS: `${outputTokens}`, ORIGIN: origin },
      ...{ SUMMARY: join(folder, 'k6.json'), GOMAXPROCS: '1' },
    },
  }),
  read: ({ folder }) => {
    const { metrics } = JSON.parse(readFileSync(join(folder, 'k6.json'), 'utf8')) as Summary
    const failed = metrics['http_req_failed']?.values['passes'] ?? 0
    return { ...noTimes, succeeded: (metrics['http_reqs']?.values['count'] ?? 0) - failed, failed }
  },
}
