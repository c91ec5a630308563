import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import { InfbenchError } from '../../../src/core/errors.ts'
import { startUi, type Ui } from '../../../src/ui/start-ui.ts'
import type { Annotation, LiveState, UiPages } from '../../../src/ui/ui-pages.ts'

let ui: Ui
let written: [string, Annotation][]
let states: LiveState[]
const token = () => new URL(ui.url).searchParams.get('token') as string
const origin = () => new URL(ui.url).origin

const pages: UiPages = {
  runs: async () => '<p>all runs',
  run: async (runId) => {
    if (runId === 'bug') throw new TypeError('a bug')
    if (runId !== 'a') throw new InfbenchError('run.unknown', { message: `run ${runId}: none`, hint: 'infbench list' })
    return '<p>run a'
  },
  group: async () => '<p>group',
  comparison: async (ids) => `<p>${ids.join()}`,
  live: async () => states.shift() ?? { html: 'last', ended: true },
  annotate: async (runId, annotation) => void written.push([runId, annotation]),
  problem: async (status, message, hint) => `${status} ${message} ${hint}`,
}

beforeEach(async () => {
  written = []
  states = []
  ui = await startUi({ pages, port: 0, clock: processClock() })
})
afterEach(() => ui.close())

interface Answer {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** As a browser or an attacker would ask; `fetch` sets Host by itself. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${origin()}${path}`, { method, headers }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
const bearer = () => ({ authorization: `Bearer ${token()}` })
const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('the way in', () => {
  test('the printed address gives the cookie and leads on without the token; the cookie opens every page', async () => {
    const entered = await ask(`/runs/a?x=1&token=${token()}&y=2`)
    expect(entered.status).toBe(200)
    expect(entered.body).toContain('content="0;url=/runs/a?x=1&amp;y=2"')
    expect(entered.body).not.toContain(token())
    const cookie = String((entered.headers['set-cookie'] as string[])[0]).split(';')[0] as string
    expect((await ask('/runs/a', { cookie })).body).toBe('<p>run a')
  })

  test('nobody else is let in, whatever they ask for, and nothing is told', async () => {
    for (const path of ['/', '/runs/a', '/runs/a/live', '/nothing']) {
      const { status, body } = await ask(path)
      expect([path, status]).toEqual([path, 403])
      expect(body).not.toContain('run a')
    }
    expect((await ask('/', { ...bearer(), host: 'attacker.example' })).status).toBe(403)
  })

  test('no address makes the page lead elsewhere or hold markup', async () => {
    const { body } = await ask(`//attacker.example/"><script>?token=${token()}`)
    expect(body).not.toContain('url=//')
    expect(body).not.toContain('<script>')
  })

  test('it listens on the loopback address alone, and may not be framed, kept or read by others', async () => {
    expect(origin()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const { headers } = await ask('/', bearer())
    expect(headers['content-security-policy']).toBe("frame-ancestors 'none'")
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
  })
})

describe('what goes wrong', () => {
  test.each([
    ['/runs/none', 404, '404 run none: none infbench list'],
    ['/nothing', 404, '404 GET /nothing: nothing is here null'],
    ['/runs/bug', 500, '500 TypeError: a bug this is a bug of infbench'],
  ])('%s is answered with %d and why', async (path, status, body) => {
    expect(await ask(path, bearer())).toMatchObject({ status, body })
  })

  test('a port that is taken is told with the way out', async () => {
    const port = Number(new URL(ui.url).port)
    await expect(startUi({ pages, port, clock: processClock() })).rejects.toMatchObject({
      code: 'usage',
      message: `--port ${port}: expected a free port of 127.0.0.1, got EADDRINUSE`,
    })
  })

  test.each(['PUT', 'DELETE', 'OPTIONS'])('%s is no way to ask', async (method) => {
    expect((await ask('/', bearer(), method)).status).toBe(404)
  })
})

describe('what is written', () => {
  test('a form of ours is kept and leads back to the run', async () => {
    const { status, headers } = await ask('/runs/a/tags', { ...bearer(), ...form }, 'POST', 'add=nightly')
    expect([status, headers['location']]).toEqual([303, '/runs/a'])
    expect(written).toEqual([['a', { kind: 'addTag', tag: 'nightly' }]])
  })

  test('a form from elsewhere, another type and more than a note needs are refused', async () => {
    const cookie = `infbench_ui_${new URL(ui.url).port}=${token()}`
    const foreign = { ...form, cookie, origin: 'http://attacker.example' }
    expect((await ask('/runs/a/tags', foreign, 'POST', 'add=x')).status).toBe(403)
    expect((await ask('/runs/a/tags', bearer(), 'POST', 'add=x')).status).toBe(400)
    expect((await ask('/runs/a/notes', { ...bearer(), ...form }, 'POST', `add=${'x'.repeat(200_000)}`)).status).toBe(
      400,
    )
    expect(written).toEqual([])
  })
})

test('a run in progress is a stream of what changes, which ends with the run', async () => {
  states = [{ html: '<p>one\n</p>', ended: false }]
  const { headers, body } = await ask('/runs/a/live', bearer())
  expect(headers['content-type']).toBe('text/event-stream')
  const events = body
    .trim()
    .split('\n\n')
    .map((event) => event.split('\n'))
  expect(events).toEqual([
    ['event: update', 'data: {"html":"<p>one\\n</p>"}'],
    ['event: update', 'data: {"html":"last"}'],
    ['event: ended', 'data: {}'],
  ])
})
