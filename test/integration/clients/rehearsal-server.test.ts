import { expect, test } from 'vitest'
import { startRehearsalServer } from '../../../src/clients/http1/rehearsal.ts'
import { readAnswer } from '../../../src/clients/read-answer.ts'
import { processClock } from '../../../src/core/clock.ts'
import { transports } from '../../helpers/transports.ts'

const each = Object.entries(transports).flatMap(([name, make]) => [1, 8].map((tokens) => [name, tokens, make] as const))

test.each(each)('%s reads whole answers of the rehearsal, %d tokens to a write', async (_, tokensPerWrite, make) => {
  const server = await startRehearsalServer(true, tokensPerWrite)
  if (server === null) throw new Error('no port of the loopback can be had')
  const client = make({ baseUrl: server.baseUrl, headers: {}, clock: processClock() })
  try {
    const request = { path: '/chat/completions', body: Buffer.from('{}'), timeoutNs: 20e9 }
    for (let i = 0; i < 3; i++) {
      const raw = await client.send(request, new AbortController().signal)
      const answer = readAnswer(raw, { api: 'chat', stream: true })
      expect([answer.outcome.kind, answer.outputTokens, answer.countedBy]).toEqual(['ok', 24, 'usage'])
      expect([...answer.events.tokens]).toEqual(Array(24).fill(1))
    }
    expect(client.connectionsOpened).toBe(1)
  } finally {
    await client.close()
    server.close()
  }
})
