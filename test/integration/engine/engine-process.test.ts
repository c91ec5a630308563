import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isaNames } from '../../../engine/backends/backend.ts'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { engineProcess } from '../../helpers/engine-process.ts'
import { stories } from '../../helpers/stories.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const serve15m = ['serve', '--model', 'synthetic:llama-15m', '--port', '0', '--kv-cache', '64MiB']
const plan15m = ['plan', 'synthetic:llama-15m']

/** A port that someone listens on until `close`. */
async function takenPort() {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  return { port, close: () => new Promise((resolve) => other.close(resolve)) }
}

function complete(url: string, body: object): Promise<Response> {
  return fetch(`${url}/v1/completions`, { method: 'POST', body: JSON.stringify({ model: 'llama-15m', ...body }) })
}

test('serve says where it listens, answers, streams, and SIGTERM lets a running answer finish before it exits with 0', async () => {
  const engine = engineProcess([...serve15m, '--name', 'first', '--name', 'second'])
  const url = await engine.url
  const models = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] }
  expect(models.data.map((model) => model.id)).toEqual(['synthetic:llama-15m', 'llama-15m', 'first', 'second'])
  const parameters = { prompt: 'Hello', max_tokens: 40, ignore_eos: true, temperature: 0 }
  const whole = (await (await complete(url, parameters)).json()) as { choices: { text: string }[] }
  const stream = await complete(url, { ...parameters, max_tokens: 400, stream: true })
  engine.child.kill('SIGTERM')
  const events = (await stream.text()).split('\n\n').filter((event) => event !== '')
  expect(events.at(-1)).toBe('data: [DONE]')
  expect(events).toHaveLength(402) // 400 tokens, the finish, [DONE]
  const texts = events.slice(0, 40).map((event) => (JSON.parse(event.slice(6)) as typeof whole).choices[0]?.text)
  expect(whole.choices[0]?.text.startsWith(texts.join(''))).toBe(true)
  const { code, stdout, stderr } = await engine.result
  expect(code).toBe(0)
  expect(stdout).toBe(`listening on ${url}\n`)
  expect(stderr).not.toContain('error')
})

test('a second signal ends at once, however much is still running', async () => {
  const engine = engineProcess(serve15m)
  const url = await engine.url
  const stream = await complete(url, { prompt: 'x', max_tokens: 2000, ignore_eos: true, stream: true })
  engine.child.kill('SIGTERM')
  const answers = () =>
    fetch(`${url}/health`).then(
      () => true,
      () => false,
    )
  await expect.poll(answers).toBe(false)
  engine.child.kill('SIGTERM')
  expect((await engine.result).code).toBe(130)
  await stream.text().catch(() => undefined)
})

test('while the model loads /health says 503, and SIGTERM then ends with 0 without a word on stdout', async () => {
  const { port, close } = await takenPort()
  await close()
  const args = ['serve', '--model', 'synthetic:llama-110m', '--port', String(port), '--kv-cache', '64MiB']
  const engine = engineProcess(args)
  const health = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      (response) => response.status,
      () => null,
    )
  await expect.poll(health, { interval: 5 }).toBe(503)
  engine.child.kill('SIGTERM')
  expect(await engine.result).toEqual({ code: 0, stdout: '', stderr: '' })
})

test('eight clients at once all get their whole answers', async () => {
  const engine = engineProcess([...serve15m, '--max-batch', '4', '--max-step-tokens', '32'])
  const url = await engine.url
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      const prompt = 'word '.repeat(20 * i + 1)
      const response = await complete(url, { prompt, max_tokens: 20, ignore_eos: true, temperature: 0 })
      return (await response.json()) as { choices: { text: string }[]; usage: { completion_tokens: number } }
    }),
  )
  expect(answers.map((answer) => answer.usage.completion_tokens)).toEqual(Array(8).fill(20))
  engine.child.kill('SIGTERM')
  expect((await engine.result).code).toBe(0)
})

test.each([
  ['an unknown model', ['serve', '--model', 'synthetic:llama-9z', '--port', '0'], 65, 'synthetic:llama-9z'],
  ['a missing file', ['serve', '--model', '/nowhere/model.bin', '--port', '0'], 65, '/nowhere/model.bin'],
  ['a folder', ['serve', '--model', tmpdir(), '--port', '0'], 65, 'folder'],
  ['a device', ['serve', '--model', '/dev/null', '--port', '0'], 65, 'device'],
  ['a batch beyond any machine', [...serve15m, '--max-batch', '1000000000'], 64, '--max-batch'],
  ['a step beyond any machine', [...serve15m, '--max-step-tokens', '100000000'], 64, '--max-step-tokens'],
  ['an unknown ISA', [...serve15m, '--isa', 'mmx'], 64, 'mmx'],
  ['too many threads', [...serve15m, '--threads', '4096'], 64, '4096'],
  ['too long a context', [...serve15m, '--context-length', '99999'], 64, '2048'],
  ['a cache too small for a page', ['serve', '--model', 'synthetic:llama-15m', '--kv-cache', '1KiB'], 64, '--kv-cache'],
  ['a size that is none', ['serve', '--model', 'synthetic:llama-15m', '--kv-cache', 'lots'], 64, 'lots'],
  ['a port that is none', ['serve', '--model', 'synthetic:llama-15m', '--port', '70000'], 64, '70000'],
  ['a number that is none', [...serve15m, '--threads', 'two'], 64, '--threads: expected a number, got two'],
  [
    'a number of a short form that is none',
    [...serve15m, '--max-batch=many'],
    64,
    '--max-batch: expected a number, got many',
  ],
  ['no name of a pass', [...serve15m, '--no-pass'], 64, 'no-pass'],
  [
    'a cost of more context than a model has',
    [...plan15m, '--context', '4096'],
    64,
    "--context: expected at most the model's 2048, got 4096",
  ],
  [
    'a cost of a longer prompt than a model takes',
    [...plan15m, '--prefill', '4096'],
    64,
    "--prefill: expected at most the model's 2048, got 4096",
  ],
  ['a plan for an unknown ISA', [...plan15m, '--isa', 'mmx'], 64, 'neon, scalar, got mmx'],
  ['ids without a file', ['logits', 'synthetic:llama-15m', '--ids'], 64, 'ids'],
  ['a bench on an unknown ISA', ['bench', 'linear', '--isa', 'mmx'], 64, 'on this CPU, got mmx'],
  ['a bench on too many threads', ['bench', 'linear', '--threads', '4096'], 64, '--threads: expected at most'],
  ['an unknown pass', [...serve15m, '--no-pass', 'fuse-all'], 64, 'fuse-all'],
  ['an unknown flag', [...serve15m, '--treads', '2'], 64, 'treads'],
  ['a missing model', ['serve', '--port', '0'], 64, 'model'],
  ['no command', [], 64, 'serve'],
])('%s gets one clear line and its exit code', async (_, args, code, naming) => {
  const result = await engineProcess(args).result
  expect(result.code).toBe(code)
  expect(result.stdout).toBe('')
  expect(result.stderr).toMatch(/^error: [^\n]+\n( {2}hint: [^\n]+\n)?$/)
  expect(result.stderr).toContain(naming)
})

test('every instruction set of this CPU has a known name', () => {
  expect(isaNames).toEqual(expect.arrayContaining([...loadNativeBackend().isas]))
})

test('INFBENCH_ISA forces an instruction set and fails where the CPU lacks it', async () => {
  const result = await engineProcess(serve15m, { INFBENCH_ISA: 'neon9' }).result
  expect([result.code, result.stderr.startsWith('error: --isa or INFBENCH_ISA: expected')]).toEqual([64, true])
  // No CPU runs both of these.
  const { isas } = loadNativeBackend()
  const lacking = ['avxvnni', 'neon'].find((isa) => !isas.includes(isa)) ?? ''
  const refused = await engineProcess(serve15m, { INFBENCH_ISA: lacking }).result
  expect(refused.code).toBe(64)
  expect(refused.stderr).toContain(`expected one of ${isas.join(', ')} on this CPU, got ${lacking}\n`)
  const empty = await engineProcess(['generate', 'synthetic:llama-15m', '--max-tokens', '1'], { INFBENCH_ISA: '' })
    .result
  expect(empty.code).toBe(0)
  const forced = engineProcess(serve15m, { INFBENCH_ISA: 'scalar' })
  await forced.url
  forced.child.kill('SIGTERM')
  expect((await forced.result).stderr).toContain('scalar on')
})

test('a port in use is told before the model is loaded, with exit code 69', async () => {
  const { port, close } = await takenPort()
  const result = await engineProcess(['serve', '--model', 'synthetic:llama-15m', '--port', String(port)]).result
  await close()
  expect(result.code).toBe(69)
  expect(result.stderr).toMatch(new RegExp(`^error: 127\\.0\\.0\\.1:${port}: [^\\n]+\\n {2}hint: [^\\n]+\\n$`))
})

test.skipIf(!stories.present)(
  'damaged model files are refused with what was expected (needs ../shared/data/weights)',
  async () => {
    const folder = temporaryFolder()
    const whole = readFileSync(stories.model)
    const path = join(folder, 'cut.bin')
    for (const bytes of [0, 10, 28, 5000, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, bytes))
      const { code, stderr } = await engineProcess(['serve', '--model', path, '--port', '0']).result
      expect([code, stderr.startsWith('error: cut.bin: expected ')]).toEqual([65, true])
    }
    const int8 = await engineProcess(['serve', '--model', stories.int8, '--port', '0']).result
    expect([int8.code, int8.stderr.includes('int8')]).toEqual([65, true])
    writeFileSync(path, whole)
    const lonely = await engineProcess(['serve', '--model', path, '--port', '0']).result
    expect([lonely.code, lonely.stderr.includes('--tokenizer')]).toEqual([65, true])
  },
)
