import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunDocument, runDocumentSchema } from '../../src/metrics/run-document.ts'
import { infbench, temporaryFolder } from '../helpers/cli.ts'
import { response, type ScriptedServer, scriptedServer } from '../helpers/scripted-server.ts'

const tokenizer = fileURLToPath(new URL('../fixtures/words-tokenizer.json', import.meta.url))
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let server: ScriptedServer
let arrivedMs: number[]
/** What the server tells besides its answers. */
let tells: { cached: number | null; metrics: string | null; outputTokens: number }

beforeEach(async () => {
  arrivedMs = []
  tells = { cached: null, metrics: null, outputTokens: 5 }
  folder = await temporaryFolder()
  server = await scriptedServer((socket, { method, path }) => {
    if (path === '/metrics' && tells.metrics !== null) return socket.write(response(tells.metrics))
    if (method !== 'POST') return socket.write('HTTP/1.1 404 x\r\ncontent-length: 0\r\n\r\n')
    arrivedMs.push(Date.now())
    const details = tells.cached === null ? {} : { prompt_tokens_details: { cached_tokens: tells.cached } }
    const usage = { prompt_tokens: 30, completion_tokens: tells.outputTokens, ...details }
    return socket.write(response(JSON.stringify({ choices: [{ message: { content: 'some words' } }], usage })))
  })
})
afterEach(async () => {
  await server.close()
  await folder.remove()
})

async function run(more = '', requests = ''): Promise<RunDocument[]> {
  const text = `target: {url: ${server.url}, model: m, tokenizer: {file: ${tokenizer}}}
requests: {source: {synthetic: {input: 30, output: 5}}, stream: false${requests}}
arrival: {process: constant, rate: 40/s}
count: 20
${more}`
  await writeFile(join(folder.path, 'clean.yaml'), text)
  const { stdout, stderr } = await infbench(['run', 'clean.yaml', '--json', '--no-report'], { cwd: folder.path })
  expect(stderr).not.toContain('error:')
  const lines = stdout.trim().split('\n')
  return lines.map((line) => JSON.parse(line)).filter(({ schema }) => schema === 'infbench.run/1') as RunDocument[]
}

const bodies = () =>
  server.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body) as Body)
interface Body {
  readonly messages: readonly { readonly content: string }[]
  readonly [field: string]: unknown
}
const codes = (document: RunDocument | undefined) => document?.reasons.map(({ code }) => code)

test('prompts of a run and of its repeats begin differently, and the runs rest in between', async () => {
  await run('repeat: 2\ncooldown: 1s')
  expect(bodies()).toHaveLength(40)
  const beginnings = bodies().map(({ messages }) => messages[0]?.content.split(' ').slice(0, 8).join(' '))
  expect(new Set(beginnings).size).toBe(40)
  expect((arrivedMs[20] as number) - (arrivedMs[19] as number)).toBeGreaterThanOrEqual(1000)
})

test('prompts sent before are told of where the server is silent about its cache, and not where it speaks', async () => {
  const [first] = await run()
  expect(codes(first)).not.toContain('repeated-prompts')
  const [again] = await run()
  expect(again?.reasons.find(({ code }) => code === 'repeated-prompts')?.message).toContain(first?.runId as string)
  expect(codes((await run('seed: 2'))[0])).not.toContain('repeated-prompts')
  tells.cached = 24
  const [cached] = await run()
  expect(codes(cached)).toContain('prefix-cache')
  expect(codes(cached)).not.toContain('repeated-prompts')
})

test('an output length is asked for exactly where that is wanted, else its drift is told', async () => {
  tells.outputTokens = 2
  const [drifted] = await run()
  expect(codes(drifted)).toContain('output-lengths')
  expect(bodies()[0]).not.toHaveProperty('ignore_eos')
  tells.outputTokens = 5
  const [exact] = await run('seed: 2', ', ignoreEos: true')
  expect(codes(exact)).not.toContain('output-lengths')
  expect(bodies().at(-1)).toMatchObject({ ignore_eos: true, min_tokens: 5, max_tokens: 5 })
})

test('warm-up is outside the window; what server and client tell of themselves is kept with the run', async () => {
  tells.metrics = 'vllm:num_requests_running 1\nvllm:prefix_cache_hits_total 0\n'
  const [document] = (await run('warmup: 200ms')).map((each) => runDocumentSchema.parse(each))
  // 40 a second: 8 are due in 200 ms, and the count is of those after them
  expect(bodies()).toHaveLength(28)
  expect(document?.requests).toMatchObject({ warmup: 8, sent: 20, completed: 20 })
  expect(document?.metrics.e2eMs.n).toBe(20)
  expect(document?.server?.samples).toBeGreaterThan(0)
  const { eventLoopDelayMs, cpuShare, gcPauseMs } = document?.client ?? {}
  expect([eventLoopDelayMs?.p99, cpuShare, gcPauseMs?.count].every((value) => Number.isFinite(value))).toBe(true)
  expect(document?.metrics.sendLagMs.n).toBe(20)
})
