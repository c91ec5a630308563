import { createRequire } from 'node:module'
import { type ClientPeer, noTimes } from './client-peer.ts'

const require = createRequire(import.meta.url)
const { version } = require('autocannon/package.json') as { version: string }

/** It counts answers and knows nothing of streams. */
export const autocannon: ClientPeer = {
  name: 'autocannon',
  version,
  does: { streams: false, wholeAnswers: true },
  packages: null,
  command: ({ model, users, requests, outputTokens }, { origin }) => ({
    program: process.execPath,
    args: [
      ...[require.resolve('autocannon/autocannon.js'), '-c', `${users}`, '-a', `${requests}`, '-j', '-n'],
      ...['-m', 'POST', '-H', 'content-type: application/json', '-b', bodyOf(model, outputTokens)],
      `${origin}/v1/chat/completions`,
    ],
  }),
  read: (_place, stdout) => {
    const said = JSON.parse(stdout) as { readonly '2xx': number; readonly non2xx: number; readonly errors: number }
    return { ...noTimes, succeeded: said['2xx'], failed: said.non2xx + said.errors }
  },
}

const bodyOf = (model: string, outputTokens: number) =>
  JSON.stringify({
    ...{ model, messages: [{ role: 'user', content: 'a request of a few words' }] },
    max_tokens: outputTokens,
  })
