import { afterEach, expect, test } from 'vitest'
import { watchServer } from '../../../src/targets/server-metrics/watch-server.ts'
import { processClock } from '../../../src/core/clock.ts'
import { type ScriptedServer, scriptedServer } from '../../helpers/scripted-server.ts'

let server: ScriptedServer | null = null
afterEach(() => server?.close())
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function watched(status: number, body: (number: number) => string | null) {
  let asked = 0
  server = await scriptedServer((socket) => {
    const text = body(++asked)
    if (text === null) return
    socket.write(`HTTP/1.1 ${status} x\r\ncontent-type: text/plain\r\ncontent-length: ${text.length}\r\n\r\n${text}`)
  })
  const headers = { authorization: 'Bearer key' }
  return { server, watch: watchServer({ baseUrl: server.url, headers, clock: processClock(), everyMs: 30 }) }
}

test('a server is asked beside its API, again and again, with the key, until the run ends', async () => {
  const { server: asked, watch } = await watched(200, (number) => `vllm:num_requests_running ${number}\n`)
  await wait(250)
  const samples = await watch.stop()
  expect(samples.length).toBeGreaterThan(2)
  expect(samples.map(({ running }) => running)).toEqual(samples.map((_, i) => i + 1))
  expect(samples.every(({ at }, i) => at > (samples[i - 1]?.at ?? 0))).toBe(true)
  expect(asked.requests[0]).toMatchObject({ method: 'GET', path: '/metrics' })
  expect(asked.requests[0]?.headers).toMatch(/authorization: Bearer key/i)
  const before = asked.requests.length
  await wait(100)
  expect(asked.requests.length).toBe(before)
})

test.each([
  [404, 'no route'],
  [200, '{"not": "metrics"}'],
])('a server that answers %i %s is asked once', async (status, body) => {
  const { server: asked, watch } = await watched(status, () => body)
  await wait(150)
  expect(await watch.stop()).toEqual([])
  expect(asked.requests).toHaveLength(1)
})

test('a server that does not answer keeps nobody waiting at the end', async () => {
  const { watch } = await watched(200, () => null)
  await wait(50)
  const from = performance.now()
  expect(await watch.stop()).toEqual([])
  expect(performance.now() - from).toBeLessThan(500)
})

test('a server that is not to be asked is not, one told of elsewhere is asked there, and gets no keys of another origin', async () => {
  const text = 'vllm:num_requests_running 3\n'
  const reply = `HTTP/1.1 200 x\r\ncontent-type: text/plain\r\ncontent-length: ${text.length}\r\n\r\n${text}`
  server = await scriptedServer((socket) => void socket.write(reply))
  const watch = (metrics: false | string, baseUrl: string) =>
    watchServer({ baseUrl, headers: { authorization: 'Bearer key' }, clock: processClock(), everyMs: 30, metrics })
  const off = watch(false, server.url)
  await wait(80)
  expect(await off.stop()).toEqual([])
  expect(server.requests).toHaveLength(0)

  const origin = new URL(server.url).origin
  const elsewhere = watch(`${origin}/private/stats`, 'http://127.0.0.1:1/v1')
  await wait(150)
  expect((await elsewhere.stop())[0]).toMatchObject({ running: 3 })
  expect(server.requests[0]).toMatchObject({ path: '/private/stats' })
  expect(server.requests[0]?.headers).not.toMatch(/authorization/i)

  const before = server.requests.length
  const same = watch(`${origin}/private/stats`, server.url)
  await wait(150)
  await same.stop()
  expect(server.requests[before]?.headers).toMatch(/authorization: Bearer key/i)
})
