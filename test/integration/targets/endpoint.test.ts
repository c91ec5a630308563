import { mkdtempSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createRawServer } from 'node:net'
import { tmpdir } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import type { InfbenchError } from '../../../src/core/errors.ts'
import { readEnvironment } from '../../../src/targets/environment.ts'
import { openTarget } from '../../../src/targets/open-target.ts'
import type { TargetPlan } from '../../../src/workload/run-plan.ts'

type EndpointPlan = Extract<TargetPlan, { kind: 'endpoint' }>
const servers: { close(): unknown }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push({ close: () => (server.closeAllConnections(), server.close()) })
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`
}

/** A server whose GET /v1/models answers so; everything else is 404. */
const models = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  serve((request, response) => {
    const isModels = request.url === '/v1/models'
    response.writeHead(isModels ? status : 404, { 'content-type': 'application/json', ...headers })
    response.end(isModels ? (typeof body === 'string' ? body : JSON.stringify(body)) : '{"detail":"Not Found"}')
  })

const open = (
  url: string,
  changes: Partial<EndpointPlan> = {},
  env: Record<string, string> = {},
  signal = new AbortController().signal,
) =>
  openTarget(
    { kind: 'endpoint', url, model: null, apiKeyEnv: null, headers: {}, tokenizer: null, ...changes },
    { clock: processClock(), env, cwd: mkdtempSync(`${tmpdir()}/infbench-`), logDirectory: '/nowhere', signal },
  )
const refused = async (start: Promise<unknown>): Promise<InfbenchError> => {
  const error = await start.then(
    () => null,
    (fault: unknown) => fault,
  )
  expect(error).not.toBeNull()
  return error as InfbenchError
}
const list = (...entries: object[]) => ({ object: 'list', data: entries })

describe('what is read of a server', () => {
  test.each(['/v1/chat/completions', '/v1/completions'])(
    'a model that is not listed is taken when %s answers for it: servers know aliases',
    async (path) => {
      const asked: unknown[] = []
      const url = await serve((request, response) => {
        const known = request.url === '/v1/models' || request.url === path
        response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
        response.end(request.url === '/v1/models' ? JSON.stringify(list({ id: 'llama3:latest' })) : '{}')
        if (request.method === 'POST' && request.url === path)
          request.on('data', (data) => asked.push(JSON.parse(data)))
      })
      const target = await open(url, { model: 'llama3' })
      expect([target.model, target.contextTokens]).toEqual(['llama3', null])
      expect(asked).toEqual([expect.objectContaining({ model: 'llama3', max_tokens: 1, stream: false })])
    },
  )

  test('the first model is taken when none is named, with its context and facts', async () => {
    const url = await models(
      200,
      list({ id: 'llama', created: 17, max_model_len: 8192, owned_by: 'vllm' }, { id: 'other' }),
      { server: 'uvicorn' },
    )
    const target = await open(`${url}/`)
    expect([target.model, target.contextTokens, target.baseUrl]).toEqual(['llama', 8192, url])
    expect(target.facts.facts).toEqual({ max_model_len: 8192, owned_by: 'vllm', server: 'uvicorn' })
    expect(target.facts.tokenizer).toEqual({ name: 'o200k_base', fidelity: 'assumed' })
  })

  test.each([
    [{ id: 'm', max_model_len: 100 }, 100],
    [{ id: 'm', meta: { n_ctx_train: 2048 } }, 2048],
    [{ id: 'm', context_length: 300 }, 300],
    [{ id: 'm', context_window: 400 }, 400],
    [{ id: 'm', max_model_len: null }, null],
  ])('the context of %j is %s', async (entry, contextTokens) => {
    expect((await open(await models(200, list(entry)))).contextTokens).toBe(contextTokens)
  })

  test('the server’s own tokenizer is used where it has one, at the root', async () => {
    const url = await serve((request, response) => {
      let body = ''
      request.on('data', (text) => (body += String(text)))
      request.on('end', () => {
        response.setHeader('content-type', 'application/json')
        if (request.url === '/v1/models') return response.end(JSON.stringify(list({ id: 'm' })))
        if (request.url === '/version') return response.end('{"version":"0.9.1"}')
        if (request.url !== '/tokenize') return response.writeHead(404).end('{}')
        const tokens = [...(JSON.parse(body).prompt ?? 'chat')].map((_, i) => i)
        response.end(JSON.stringify({ tokens, count: tokens.length, max_model_len: 9 }))
      })
    })
    const target = await open(url)
    expect(target.facts.tokenizer).toEqual({ name: 'server:/tokenize', fidelity: 'target' })
    expect(await target.tokenizer.encode('four')).toHaveLength(4)
    expect(target.facts.facts['version']).toBe('0.9.1')
  })

  test('a named tokenizer goes before the server’s', async () => {
    const target = await open(await models(200, list({ id: 'm' })), {
      tokenizer: { kind: 'tiktoken', encoding: 'cl100k_base' },
    })
    expect(target.facts.tokenizer).toEqual({ name: 'cl100k_base', fidelity: 'target' })
    const error = await refused(
      open(await models(200, list({ id: 'm' })), { tokenizer: { kind: 'file', path: 'missing.json' } }),
    )
    expect([error.code, error.message]).toEqual(['source.unreadable', expect.stringContaining('missing.json')])
  })

  test('a server without a model list will do when the model is named', async () => {
    const target = await open(await models(404, { detail: 'Not Found' }), { model: 'mine' })
    expect([target.model, target.contextTokens]).toEqual(['mine', null])
  })

  test('the key goes into the headers, trimmed, and nowhere else', async () => {
    let seen: string | undefined
    const url = await serve((request, response) => {
      seen ??= request.headers.authorization
      response.setHeader('content-type', 'application/json').end(JSON.stringify(list({ id: 'm' })))
    })
    const target = await open(url, { apiKeyEnv: 'MY_KEY', headers: { 'x-team': 'a' } }, { MY_KEY: 'secret\n' })
    expect(seen).toBe('Bearer secret')
    expect(target.headers).toEqual({ authorization: 'Bearer secret', 'x-team': 'a' })
    expect(JSON.stringify(target.facts)).not.toContain('secret')
  })
})

describe('what is wrong with a server is said', () => {
  test.each([
    ['401', 401, { error: { message: 'no key' } }, 'HTTP 401 "no key"', 'target.apiKeyEnv'],
    ['403', 403, '', 'HTTP 403', 'target.apiKeyEnv'],
    ['404 without a named model', 404, { detail: 'Not Found' }, 'HTTP 404 "Not Found"', 'target.model'],
    ['429', 429, '', 'HTTP 429', 'rate limit'],
    ['500', 500, { error: 'boom' }, 'HTTP 500 "boom"', 'curl -i'],
    ['503', 503, { error: { message: 'Loading model' } }, 'HTTP 503 "Loading model"', 'loading'],
    [
      'JSON of another kind',
      200,
      { hello: 1 },
      'expected a list of models, got "{"hello":1}"',
      'http://localhost:8000/v1',
    ],
    ['an empty list', 200, list(), 'an empty list', 'target.model'],
    ['text', 200, 'OK', 'got "OK"', 'http://localhost:8000/v1'],
  ])('%s', async (_, status, body, message, hint) => {
    const error = await refused(open(await models(status, body)))
    expect([error.code, error.message, error.hint]).toEqual([
      'target.refused',
      expect.stringContaining(message),
      expect.stringContaining(hint),
    ])
    expect(error.message).not.toContain('\n')
  })

  test('HTML, even with 404 and a named model', async () => {
    for (const status of [200, 404]) {
      const error = await refused(
        open(await models(status, '<!doctype html><h1>It works!</h1>', { 'content-type': 'text/html' }), {
          model: 'm',
        }),
      )
      expect([error.code, error.message]).toEqual(['target.refused', expect.stringContaining('It works!')])
    }
  })

  test('a redirect, with where to', async () => {
    const error = await refused(open(await models(301, '', { location: 'https://example.com/v1/models' })))
    expect([error.code, error.hint]).toEqual([
      'target.refused',
      expect.stringContaining('https://example.com/v1/models'),
    ])
  })

  test('a model that it does not serve, with those it does and the one likely meant', async () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ id: `model-${i}` }))
    const error = await refused(open(await models(200, list({ id: 'llama-3' }, ...many)), { model: 'lama-3' }))
    expect(error.code).toBe('target.refused')
    expect(error.message).toMatch(/serves \(llama-3, model-0, .*, and 5 more\), got lama-3$/)
    expect(error.hint).toBe('--set target.model=llama-3')
  })

  test('a port on which nothing listens', async () => {
    const error = await refused(open('http://127.0.0.1:9/v1'))
    expect([error.code, error.message, error.hint]).toEqual([
      'target.unreachable',
      expect.stringContaining('connection refused'),
      expect.stringContaining('127.0.0.1:9'),
    ])
  })

  test('a host without an address', async () => {
    const error = await refused(open('http://nowhere.invalid/v1'))
    expect([error.code, error.message]).toEqual(['target.unreachable', expect.stringContaining('nowhere.invalid')])
  })

  test('a service that does not speak HTTP', async () => {
    const server = createRawServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.6\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push(server)
    const error = await refused(open(`http://127.0.0.1:${(server.address() as { port: number }).port}/v1`))
    expect([error.code, error.hint]).toEqual(['target.refused', expect.stringContaining('another service')])
  })

  test('a key that is not set', async () => {
    const error = await refused(open('http://127.0.0.1:9/v1', { apiKeyEnv: 'MY_KEY' }))
    expect([error.code, error.message, error.hint]).toEqual([
      'usage',
      expect.stringContaining('MY_KEY'),
      'export MY_KEY=...',
    ])
    expect((await refused(open('http://127.0.0.1:9/v1', { apiKeyEnv: 'MY_KEY' }, { MY_KEY: ' ' }))).message).toContain(
      'an empty one',
    )
  })

  test('a stop while it is asked', async () => {
    const url = await serve(() => {})
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 100)
    expect((await refused(open(url, {}, {}, stop.signal))).code).toBe('interrupted')
  })
})

test('the environment names this machine', async () => {
  const environment = await readEnvironment('1.2.3')
  expect(environment).toMatchObject({ infbenchVersion: '1.2.3', nodeVersion: process.version })
  expect(environment.cpuCores).toBeGreaterThan(0)
  expect(environment.memoryBytes).toBeGreaterThan(2 ** 28)
  expect(environment.os).not.toBe('')
  expect(environment.gitCommit === null || /^[0-9a-f]{40}$/.test(environment.gitCommit)).toBe(true)
})
