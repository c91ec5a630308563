import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { engineProcess } from '../../helpers/engine-process.ts'
import { temporaryFile } from '../../helpers/llama2c-files.ts'
import { stories } from '../../helpers/stories.ts'

const model = 'synthetic:llama-15m'
const ids = [1, 7, 31_999, 400, 5, 5, 1200, 77, 8, 900, 4, 3, 2, 1000, 44, 13, 15_000]
const file = (value: unknown) => temporaryFile('ids.json', Buffer.from(JSON.stringify(value)))
const idsFile = () => file(ids)

async function run(args: readonly string[]) {
  const { code, stdout, stderr } = await engineProcess(args).result
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

async function logits(more: readonly string[] = []) {
  const stdout = await run(['logits', model, '--ids', idsFile(), '--json', ...more])
  return (JSON.parse(stdout) as { logits: number[] | number[][] }).logits
}

async function generate(more: readonly string[] = []) {
  const stdout = await run(['generate', model, '--ids', idsFile(), '--max-tokens', '12', '--json', ...more])
  return (JSON.parse(stdout) as { tokens: number[] }).tokens
}

test('logits of all positions end with those of the last, and do not depend on chunks or company', async () => {
  const last = (await logits()) as number[]
  expect(last).toHaveLength(32_000)
  expect(last.every((value) => Math.fround(value) === value)).toBe(true)
  const all = (await logits(['--all'])) as number[][]
  expect(all).toHaveLength(ids.length)
  expect(all.at(-1)).toEqual(last)
  const company = file([[3, 4, 5], Array.from({ length: 90 }, (_, i) => 10 * i), [8]])
  expect(await logits(['--batch-with', company, '--max-step-tokens', '5', '--threads', '1'])).toEqual(last)
  expect((await logits(['--all', '--batch-with', company, '--max-step-tokens', '9'])) as number[][]).toEqual(all)
})

test('logits without --json names the likeliest tokens, and greedy generation starts with the first', async () => {
  const text = await run(['logits', model, '--ids', idsFile()])
  const first = /^after position 16: (\d+): /.exec(text)?.[1]
  expect(Number(first)).toBe((await generate())[0])
})

test('generate prints new tokens only, the same in company, and draws by its seed', async () => {
  const alone = await generate()
  expect(alone).toHaveLength(12)
  const company = file([[3, 4, 5], ids, [8]])
  expect(await generate(['--batch-with', company, '--max-step-tokens', '7'])).toEqual(alone)
  const drawn = (seed: string) =>
    generate(['--temperature', '1.5', '--top-k', '500', '--top-p', '0.95', '--seed', seed])
  const [one, again, other] = [await drawn('1'), await drawn('1'), await drawn('2')]
  expect(one).toEqual(again)
  expect(one).not.toEqual(other)
  expect(one).not.toEqual(alone)
})

test.skipIf(!stories.present)(
  'a stop token ends an answer to ids only when asked to (needs ../shared/data/weights/stories260K)',
  async () => {
    const args = ['generate', stories.model, '--ids', file([1]), '--max-tokens', '400', '--json']
    const tokens = async (more: readonly string[]) =>
      (JSON.parse(await run([...args, ...more])) as { tokens: number[] }).tokens
    const [whole, stopped] = [await tokens([]), await tokens(['--stop-at-eos'])]
    expect(whole).toHaveLength(400)
    expect(stopped.length).toBeLessThan(400)
    expect(whole.slice(0, stopped.length)).toEqual(stopped)
  },
)

async function refused(args: readonly string[], exitCode: number, naming: string) {
  const { code, stdout, stderr } = await engineProcess(args).result
  expect([code, stdout]).toEqual([exitCode, ''])
  expect(stderr).toMatch(/^error: [^\n]+\n( {2}hint: [^\n]+\n)?$/)
  expect(stderr).toContain(naming)
}

test.each<[string, () => string[], string]>([
  [
    'an id outside the vocabulary',
    () => ['generate', model, '--ids', file([1, 32_000])],
    '[1]: expected a token id from 0 to 31999, got 32000',
  ],
  [
    'no ids file',
    () => ['logits', model, '--ids', '/nowhere.json'],
    '/nowhere.json: expected a JSON array of token ids, got no such file',
  ],
  [
    'company that is no list of lists',
    () => ['logits', model, '--ids', idsFile(), '--batch-with', file([1])],
    '[0]: expected an array of token ids, got 1',
  ],
  [
    'a folder instead of ids',
    () => ['logits', model, '--ids', tmpdir()],
    ': expected a JSON array of token ids, got a folder',
  ],
])('%s gets one line that names file, place and value, and exit code 65', (_, args, naming) =>
  refused(args(), 65, naming),
)

test.each<[string, () => string[], string]>([
  [
    'an unknown format',
    () => ['plan', model, '--quant', 'int3'],
    '--quant: expected one of f32, bf16, int8, int4, int4-a16, int4-asym, int4-asym-a16, got int3',
  ],
  [
    'an unknown group',
    () => ['plan', model, '--activation-group', '64'],
    '--activation-group: expected one of 32, 128, row, got 64',
  ],
  [
    'an unknown KV type',
    () => ['plan', model, '--kv-cache-dtype', 'fp8'],
    '--kv-cache-dtype: expected one of f32, bf16, int8, got fp8',
  ],
  [
    'an unknown layout',
    () => ['logits', model, '--ids', idsFile(), '--kv-layout', 'flat'],
    '--kv-layout: expected one of paged, contiguous, got flat',
  ],
  [
    'a prompt beyond the context',
    () => ['generate', model, '--ids', idsFile(), '--max-tokens', '2040'],
    'expected at most 2048 tokens, got 17 + 2040',
  ],
  ['a temperature below zero', () => ['generate', model, '--ids', idsFile(), '--temperature', '-1'], '--temperature'],
  ['both kinds of prompt', () => ['generate', model, '--ids', idsFile(), '--prompt', 'x'], 'mutually exclusive'],
])('%s gets one line that names it and exit code 64', (_, args, naming) => refused(args(), 64, naming))

test('plan prints the graph after each pass and the cost of each node, as text and as JSON', async () => {
  const text = await run(['plan', model, '--quant', 'int4', '--decode', '4', '--context', '100'])
  expect(text).toContain('one step: decode 4 x 100\n')
  expect(text).toMatch(/^fuse-gate-up: .* nodes$/m)
  const document = JSON.parse(await run(['plan', model, '--prefill', '64', '--json'])) as {
    plan: { op: string; costs: { flops: number }[] }[]
    steps: { name: string }[]
  }
  expect(document.steps.map(({ name }) => name)).toEqual(['prefill 64'])
  const linears = document.plan.filter(({ op }) => op === 'linear')
  expect(linears.every(({ costs }) => (costs[0]?.flops ?? 0) > 0)).toBe(true)
})
