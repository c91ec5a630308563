import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { engineServer } from '../../helpers/engine-server.ts'

const ask = { model: 'fake', prompt: 'x', max_tokens: 4 }

async function receiveAll(socket: Socket): Promise<string> {
  let text = ''
  socket.on('error', () => undefined).on('data', (bytes: Buffer) => (text += bytes.toString('latin1')))
  await once(socket, 'close')
  return text
}

test('drain lets the running stream finish, refuses new requests and then resolves', async () => {
  const served = await engineServer()
  served.engine.running = false
  const streaming = await fetch(`${served.server.url}/v1/completions`, {
    method: 'POST',
    body: JSON.stringify({ ...ask, stream: true, ignore_eos: true }),
  })
  let drained = false
  const drain = served.server.drain().then(() => (drained = true))
  expect(drained).toBe(false)
  await expect(fetch(`${served.server.url}/health`)).rejects.toThrow() // no new connections
  served.engine.running = true
  served.engine.resume()
  expect((await streaming.text()).endsWith('data: [DONE]\n\n')).toBe(true)
  await drain
})

test('drain ends connections that never sent a whole request, and answers a half-sent one with 503', async () => {
  const served = await engineServer()
  const { port } = new URL(served.server.url)
  const texts = ['', 'POST /v1/compl', 'POST /v1/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"mo']
  const sockets = texts.map((text) => ({ socket: connect(Number(port), '127.0.0.1'), text }))
  const answers = await Promise.all(
    sockets.map(async ({ socket, text }) => {
      await once(socket, 'connect')
      socket.write(text)
      return { socket, text: receiveAll(socket) }
    }),
  )
  await fetch(`${served.server.url}/health`) // what was sent before has arrived
  await served.server.drain()
  const received = await Promise.all(answers.map((answer) => answer.text))
  expect(received.map((text) => text.split('\r\n')[0])).toEqual(['', '', 'HTTP/1.1 503 Service Unavailable'])
})

test('drain ends a kept-alive connection whose next request is half sent when its stream is done', async () => {
  const served = await engineServer()
  served.engine.running = false
  const socket = connect(Number(new URL(served.server.url).port), '127.0.0.1')
  await once(socket, 'connect')
  const text = receiveAll(socket)
  const body = JSON.stringify({ ...ask, stream: true, ignore_eos: true })
  socket.write(`POST /v1/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}GET /hea`)
  await expect.poll(() => served.engine.client.live).toBe(1)
  const drain = served.server.drain()
  served.engine.running = true
  served.engine.resume()
  await drain
  expect(await text).toContain('data: [DONE]')
})

test('a client that leaves cancels every request it had sent ahead on the connection', async () => {
  const served = await engineServer()
  served.engine.running = false
  const socket = connect(Number(new URL(served.server.url).port), '127.0.0.1')
  const body = JSON.stringify({ ...ask, stream: true, ignore_eos: true })
  socket.write(`POST /v1/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`.repeat(3))
  await expect.poll(() => served.engine.client.live).toBe(3)
  socket.destroy()
  await expect.poll(() => served.engine.client.live).toBe(0)
  await served.server.drain()
})
