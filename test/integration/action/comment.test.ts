import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { commentMarker } from '../../../src/gate/emitters/gate-comment.ts'
import { fakeInfbench, runStep, type Step, workspaceWith } from '../../helpers/action-runner.ts'
import { sampleGate } from '../../helpers/sample-gate.ts'

// GitHub's comments on pull requests as far as the action asks for them.
interface Asked {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly authorization: string | undefined
}

let comments: { id: number; body: string }[] = []
let asked: Asked[] = []
let refusal: number | null = null

const server = createServer((request, response) => {
  let text = ''
  request.on('data', (bytes: Buffer) => (text += String(bytes)))
  request.on('end', () => {
    const { method, url = '', headers } = request
    asked.push({ method, url, authorization: headers.authorization })
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body))
    if (refusal !== null) return answer(refusal, { message: 'Resource not accessible by integration' })
    const { body } = JSON.parse(text || '{}') as { body?: string }
    const page = Number(new URL(url, 'http://x').searchParams.get('page'))
    if (method === 'GET') return answer(200, comments.slice((page - 1) * 100, page * 100))
    const edited = comments.find(({ id }) => url === `/repos/o/r/issues/comments/${id}`)
    if (method === 'PATCH' && edited !== undefined) edited.body = body ?? ''
    else if (method === 'POST' && url === '/repos/o/r/issues/5/comments') comments.push({ id: 900, body: body ?? '' })
    else return answer(404, {})
    return answer(200, {})
  })
})
let api = ''

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())
beforeEach(() => {
  comments = []
  asked = []
  refusal = null
})

const gated = (verdict: Parameters<typeof sampleGate>[0], step: Step = {}) => {
  const gate = sampleGate(verdict)
  return runStep(workspaceWith(fakeInfbench({ stdout: JSON.stringify(gate), code: gate.exitCode })), {
    event: { pull_request: { number: 5 } },
    ...step,
    with: { policy: 'gate.yaml', comment: 'true', 'github-token': 'secret-token', ...step.with },
    env: { GITHUB_API_URL: api },
  })
}

test('the first verdict makes a comment, later ones replace it', async () => {
  const first = await gated('pass')
  expect(first.log).toContain('made the comment on pull request 5')
  expect(comments).toHaveLength(1)
  expect(comments[0]?.body).toContain('✅ infbench gate')
  expect(comments[0]?.body).toContain('(https://github.example/o/r/actions/runs/77)')
  const second = await gated('regression')
  expect(second.log).toContain('replaced the comment on pull request 5')
  expect(comments).toHaveLength(1)
  expect(comments[0]?.body).toContain('❌ infbench gate')
})

test('its own comment is found among hundreds, those of others are left alone', async () => {
  const other = { id: 1, body: `${commentMarker({ name: 'another gate' })}\nits verdict` }
  const quoted = { id: 2, body: `> ${commentMarker(sampleGate())}` }
  const talk = Array.from({ length: 230 }, (_, i) => ({ id: 10 + i, body: 'looks good' }))
  comments = [other, quoted, ...talk, { id: 700, body: `${commentMarker(sampleGate())}\nold` }]
  const before = structuredClone(comments.slice(0, -1))
  await gated('warn')
  expect(comments.slice(0, -1)).toEqual(before)
  expect(comments.at(-1)?.body).toContain('⚠️ infbench gate')
  expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'PATCH'])
})

test('the token goes to GitHub alone: no log and no output has it', async () => {
  const step = await gated('pass')
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer secret-token']))
  expect(JSON.stringify(step)).not.toContain('secret-token')
})

test('a comment that GitHub refuses is a warning with its words, and no verdict', async () => {
  refusal = 403
  const step = await gated('pass')
  expect(step.code).toBe(0)
  expect(step.commands.filter(({ name }) => name === 'warning')).toMatchObject([
    { message: expect.stringMatching(/403 Resource not accessible by integration[^]*pull-requests: write/) as string },
  ])
})

test('without a pull request or a token there is no comment, and the log says so', async () => {
  const pushed = await gated('pass', { event: { ref: 'refs/heads/main' } })
  expect(pushed).toMatchObject({ code: 0, log: expect.stringContaining('about no pull request') as string })
  const bare = await gated('pass', { with: { 'github-token': '' } })
  expect(bare.commands.filter(({ name }) => name === 'warning')).toMatchObject([
    { message: expect.stringContaining('the input github-token is empty') as string },
  ])
  expect(asked).toEqual([])
})

test('a comment on a pull request is about it, one on an issue is not', async () => {
  const event = { issue: { number: 5, pull_request: { url: 'x' } } }
  expect((await gated('pass', { event })).log).toContain('made the comment on pull request 5')
  expect((await gated('pass', { event: { issue: { number: 5 } } })).log).toContain('about no pull request')
})
