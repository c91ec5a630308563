import { beforeEach, expect, test } from 'vitest'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { infbench, temporaryFolder } from '../helpers/cli.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
  return () => folder.remove()
})

/** Ends `infbench serve` with a signal as soon as it listens; the answers it gave before are in `seen`. */
async function serveUntilListening(
  args: readonly string[],
  signal: NodeJS.Signals,
  visit: (url: string) => Promise<void> = async () => {},
) {
  let visited: Promise<void> = Promise.resolve()
  const result = await infbench(['serve', ...args], {
    cwd: folder.path,
    onStdout: (text, child) => {
      const url = /listening on (http:\S+)/.exec(text)?.[1] as string
      visited = visit(url).finally(() => child.kill(signal))
    },
  })
  await visited
  return result
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'serve prints one line when it can answer, and exits 0 after %s',
  async (signal) => {
    let models: unknown
    const { code, stdout, stderr } = await serveUntilListening(
      ['--model', 'synthetic:llama-15m', '--name', 'demo', '--port', '0'],
      signal,
      async (url) => {
        models = await (await fetch(`${url}/v1/models`)).json()
      },
    )
    expect(stdout).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n$/)
    expect((models as { data: { id: string }[] }).data.map(({ id }) => id)).toContain('demo')
    expect(stderr).not.toMatch(/error/)
    expect(code).toBe(0)
  },
)

test("the engine's own exit codes and messages pass through", async () => {
  const { code, stdout, stderr } = await infbench(['serve', '--model', 'synthetic:llama-9000b', '--port', '0'], {
    cwd: folder.path,
  })
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^error: .*llama-9000b/)
  expect(code).toBe(65)
  expect((await infbench(['engine', '--help'], { cwd: folder.path })).stdout).toContain('serve')
})

const workload = (model: string) => `target: {engine: {model: '${model}', threads: 1, contextLength: 512}}
requests:
  source: {synthetic: {input: 24, output: 8}}
  ignoreEos: true
arrival: {process: constant, rate: 5/s}
count: 5
hardware: {pricePerHour: 2}
`

test('a workload runs against the bundled engine, which is started and ended with it', async () => {
  await writeFile(join(folder.path, 'own.yaml'), workload('synthetic:llama-15m'))
  const { code, stdout, stderr } = await infbench(['run', 'own.yaml', '--json'], { cwd: folder.path })
  expect(stderr).not.toMatch(/error/)
  expect(code).toBe(0)
  const document = JSON.parse(stdout)
  expect(document).toMatchObject({
    target: { kind: 'engine', tokenizer: { fidelity: 'target' } },
    requests: { completed: 5, failed: 0 },
    tokens: { input: 5 * 24, output: 5 * 8, countedBy: 'usage' },
  })
  expect(document.cost.perMillionOutputTokens).toBeGreaterThan(0)
  const { kernels, mfu, mbu } = document
  // five prompts of 24 tokens, and 7 more of each answer; steps that mix the two count as prefill
  expect(kernels.phases.prefill.tokens + kernels.phases.decode.tokens).toBe(5 * 24 + 5 * 7)
  for (const share of [mfu.prefill, mbu.decode]) expect(share).toBeGreaterThan(0)
  expect(kernels.totals.map(({ name }: { name: string }) => name)).toContain('ffn.down')
  const shown = (await infbench(['show'], { cwd: folder.path })).stdout
  expect(shown).toMatch(/engine +steps +tokens +time +MFU +MBU\n +prefill /)
  await expect(fetch(document.target.url)).rejects.toThrow()
  expect((await folder.entries()).filter((path) => path.startsWith('.infbench/logs/'))).toHaveLength(1)
})

test.each([
  ['a model the engine does not know', 'synthetic:llama-9000b', async () => {}],
  ['a model file that is not there', './absent.bin', async () => {}],
  [
    'a model file that is cut short',
    './cut.bin',
    (path: string) => writeFile(join(path, 'cut.bin'), Buffer.alloc(100, 1)),
  ],
  [
    'a model file of another format',
    './text.bin',
    (path: string) => writeFile(join(path, 'text.bin'), 'this is no model '.repeat(1000)),
  ],
])('%s: one clear message, nothing stored, no engine left', async (_what, model, prepare) => {
  await prepare(folder.path)
  await writeFile(join(folder.path, 'own.yaml'), workload(model))
  const { code, stdout, stderr } = await infbench(['run', 'own.yaml', '--quiet'], { cwd: folder.path })
  expect(stderr).toMatch(/^error: [^\n]+\n( {2}hint: [^\n]+\n)?$/)
  expect(stderr).toContain(model.replace('./', ''))
  expect(code).toBe(65)
  expect(stdout).toBe('')
  expect(JSON.parse((await infbench(['list', '--json'], { cwd: folder.path })).stdout).runs).toEqual([])
})

test('peaks are measured once and kept in the cache folder of the user', async () => {
  const env = { XDG_CACHE_HOME: join(folder.path, 'cache') }
  const first = await infbench(['peaks', '--json', '--isa', 'scalar'], { cwd: folder.path, env })
  expect(JSON.parse(first.stdout)).toMatchObject({ schema: 'infbench.peaks/1', isa: 'scalar' })
  expect(await infbench(['peaks', '--json', '--isa', 'scalar'], { cwd: folder.path, env })).toEqual(first)
  expect((await infbench(['peaks', '--isa', 'mmx'], { cwd: folder.path, env })).code).toBe(64)
})

test('doctor finds everything needed where the tests run', async () => {
  const { code, stdout } = await infbench(['doctor', '--json'], { cwd: folder.path })
  const { healthy, findings } = JSON.parse(stdout)
  expect(findings.filter(({ state }: { state: string }) => state === 'missing')).toEqual([])
  expect([healthy, code]).toEqual([true, 0])
  expect(await folder.entries()).toEqual([])
})

test('doctor says what is missing, how to get it, and exits 1', async () => {
  const { code, stdout } = await infbench(['doctor', '--db', '/proc/results.db'], { cwd: folder.path })
  expect(code).toBe(1)
  expect(stdout).toMatch(/results +missing +\/proc\/results\.db: /)
  expect(stdout).toMatch(/hint: results: choose another/)
})
