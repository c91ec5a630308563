import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Client, PreparedRequest } from '../../../src/clients/client.ts'
import { processClock } from '../../../src/core/clock.ts'
import { response, scriptedServer } from '../../helpers/scripted-server.ts'
import { transports } from '../../helpers/transports.ts'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const text = (body: Uint8Array) => Buffer.from(body).toString('utf8')

describe.each(Object.entries(transports))('%s', (_, create) => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const it of open.splice(0)) await it.close()
  })

  async function against(script: (socket: Socket, request: unknown, number: number) => void) {
    const server = await scriptedServer(script)
    const client = create({ baseUrl: server.url, headers: { authorization: 'Bearer key' }, clock: processClock() })
    open.push(client, server)
    return { client, server }
  }
  const send = (client: Client, changes: Partial<PreparedRequest> = {}) =>
    client.send(
      { path: '/chat/completions', body: Buffer.from('{}'), timeoutNs: 5e9, ...changes },
      new AbortController().signal,
    )

  test("a request's own headers come with it and with no other", async () => {
    const { client, server } = await against((socket) => socket.write(response('{}')))
    await send(client, { headers: { 'X-Session-Id': 'a7', authorization: 'Bearer other' } })
    await send(client)
    const [own, next] = server.requests.map(({ headers }) => headers.toLowerCase())
    expect(own).toMatch(/x-session-id: a7/)
    expect(own).toMatch(/authorization: bearer other/)
    expect(next).not.toMatch(/x-session-id/)
    expect(next).toMatch(/authorization: bearer key/)
  })

  test('requests of one number keep to one connection, which others leave alone', async () => {
    const { client, server } = await against((socket, _, number) => socket.write(response(`{"number":${number}}`)))
    const number = async (connection?: number) => {
      const raw = await send(client, connection === undefined ? {} : { connection })
      await wait(20)
      return JSON.parse(text(raw.body)).number
    }
    expect([await number(1), await number(2), await number(), await number(2), await number(1)]).toEqual([
      1, 1, 1, 2, 2,
    ])
    expect(server.connections).toBe(3)
  })

  test('requests of one number that go at once open connections of their own, and none waits', async () => {
    const { client, server } = await against((socket) => setTimeout(() => socket.write(response('{}')), 60))
    const from = performance.now()
    await Promise.all([1, 2, 3].map(() => send(client, { connection: 5 })))
    expect(performance.now() - from).toBeLessThan(170)
    expect(server.connections).toBe(3)
  })
})
