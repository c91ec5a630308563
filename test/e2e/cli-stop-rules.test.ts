import { expect, test } from 'vitest'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'

const here = mockCase()

const arrival = '{process: constant, rate: 100/s}'
async function documentOf(more: string, count: number) {
  await here.write({ more, arrival, count })
  const { code, stdout } = await infbench(['run', 'chat.yaml', '--json', '--no-report'], { cwd: here.folder.path })
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

test('a run ends complete when it holds the tokens asked for', async () => {
  const document = await documentOf('tokens: 200\n', 2000)
  expect(document.state).toBe('completed')
  // 5 tokens each: 40 requests, and those under way when the last of them was seen
  expect(document.tokens.output).toBeGreaterThanOrEqual(200)
  expect(document.requests.completed).toBeLessThan(1000)
})

test('a run ends complete when its median is known as narrowly as asked', async () => {
  const document = await documentOf('until: {metric: e2e.p50, relativeWidth: 50%}\n', 2000)
  expect(document.state).toBe('completed')
  expect(document.requests.completed).toBeGreaterThanOrEqual(64)
  expect(document.requests.completed).toBeLessThan(2000)
})

test('with warmup auto the part left out is stored as warm-up, and the run says how much it was', async () => {
  const document = await documentOf('warmup: auto\n', 150)
  const { warmup, completed } = document.requests
  expect(warmup + completed).toBe(150)
  expect(warmup).toBeLessThanOrEqual(75)
  const page = await infbench(['report', '-o', '-'], { cwd: here.folder.path })
  expect(page.stdout).toMatch(/warmup auto: the first \d+ requests were left out \(MSER-5\)/)
})
