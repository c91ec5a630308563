import { createServer, type RequestListener } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { askHttp } from '../../../src/clients/ask-http.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => (server.closeAllConnections(), server.close()))
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

test('a question with a body is a POST of that many bytes, one without is a GET', async () => {
  const url = await serve((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    const { method, headers } = request
    request.on('end', () =>
      response.end(JSON.stringify({ method, length: headers['content-length'], own: headers['x-own'], text })),
    )
  })
  const posted = await askHttp(url, { headers: { 'x-own': '1' }, body: 'über' })
  expect(JSON.parse(await posted.text())).toEqual({ method: 'POST', length: '5', own: '1', text: 'über' })
  const got = await askHttp(url, { headers: {} })
  expect(JSON.parse(await got.text())).toMatchObject({ method: 'GET', text: '' })
})

test('questions one after the other share a connection', async () => {
  const ports = new Set<number | undefined>()
  const url = await serve((request, response) => {
    ports.add(request.socket.remotePort)
    response.end('ok')
  })
  for (let i = 0; i < 5; i++) expect(await (await askHttp(url, { headers: {} })).text()).toBe('ok')
  expect(ports.size).toBe(1)
})

test('an abort and a cut answer are errors, not short answers', async () => {
  const url = await serve((request, response) => {
    if (request.url !== '/cut') return
    response.writeHead(200, { 'content-length': '100' })
    response.write('part')
    setTimeout(() => response.destroy(), 20)
  })
  const stop = new AbortController()
  const asked = askHttp(url, { headers: {}, signal: stop.signal })
  stop.abort(new Error('enough'))
  await expect(asked).rejects.toMatchObject({ name: 'AbortError', cause: { message: 'enough' } })
  await expect(askHttp(`${url}/cut`, { headers: {} })).rejects.toMatchObject({ code: 'ECONNRESET' })
})
