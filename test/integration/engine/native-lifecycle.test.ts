/**
 * What happens to open models when environments end: workers side by side, a worker killed in mid-step, a process that
 * exits without closing. The worker's code is plain JavaScript on the addon itself, so that it needs no build of ours.
 */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { addonPath, loadNativeBackend } from '../../../engine/backends/native.ts'
import { tinyOptions, withTiny } from '../../helpers/tiny-backend.ts'
import { tinyPlan, tinyShape, tinyWeights } from '../../helpers/tiny-plan.ts'
import { tinyBatch } from '../../helpers/tiny-step.ts'

const backend = loadNativeBackend()
const shape = { ...tinyShape, ffn: 600 }
const weights = tinyWeights(shape, 11)
const tokens = Array.from({ length: 60 }, (_, i) => (i * 37) % shape.vocabSize)
const batch = () => tinyBatch([{ tokens, start: 0, pages: [3, 1, 0, 2], wanted: 'last' }], shape.vocabSize)
const workerData = () => ({
  path: addonPath(),
  plan: tinyPlan(shape, weights),
  options: tinyOptions(backend),
  batch: batch(),
})

const code = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { path, plan, options, batch: b, steps } = workerData
  const model = require(path).open(plan, options)
  const step = () => model.step(b.sequences, b.tokens, b.positions, b.starts, b.kvLengths, b.pages, b.pageStarts,
    b.logitsRows, b.rows, b.temperature, b.topK, b.topP, b.draw, b.sampled, b.logprob, b.logits)
  parentPort.postMessage('open')
  for (let i = 0; i < steps; i++) step()
  parentPort.postMessage(b.logits)
`
const worker = (steps: number) => new Worker(code, { eval: true, workerData: { ...workerData(), steps } })

test('models of several workers run at once, give the bits of the main thread and die with their worker', async () => {
  const expected = batch()
  withTiny(backend, { shape, weights }, {}, (model) => model.step(expected))
  const results = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const running = worker(200)
      const messages: unknown[] = []
      running.on('message', (message) => messages.push(message))
      const [exitCode] = (await once(running, 'exit')) as [number]
      return { exitCode, logits: messages.at(-1) }
    }),
  )
  for (const result of results) expect(result).toEqual({ exitCode: 0, logits: expected.logits })
})

test('a worker killed in mid-step takes its model along and nothing else', async () => {
  const before = process.memoryUsage.rss()
  for (let i = 0; i < 6; i++) {
    const running = worker(1e9)
    await once(running, 'message')
    expect(await running.terminate()).toBe(1)
  }
  const again = batch()
  withTiny(backend, { shape, weights }, {}, (model) => model.step(again))
  expect(again.sampled[0]).toBeGreaterThanOrEqual(0)
  expect(process.memoryUsage.rss() - before).toBeLessThan(200e6)
})

test('a process exits cleanly with a model open', () => {
  const plan = { ...tinyPlan(shape, weights) }
  const random = plan.weights.map((weight) => ({
    ...weight,
    parts: [{ rows: weight.rows, source: { kind: 'random', seed: 1, scale: 0.1 } }],
  }))
  const script = `
    const model = require(${JSON.stringify(addonPath())}).open(${JSON.stringify({ ...plan, weights: random })}, ${JSON.stringify(tinyOptions(backend))})
    globalThis.model = model
    console.log('open', model.sizes().length)`
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 50_000 })).toBe('open 3\n')
})

test('opening and closing a hundred models leaves no memory and no thread behind', () => {
  const threads = () => (existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : 0)
  const open = () =>
    withTiny(backend, { shape, weights }, { threads: 3, kvBlocks: 400 }, (model) => model.step(batch()))
  open()
  const [rss, before] = [process.memoryUsage.rss(), threads()]
  for (let i = 0; i < 100; i++) open()
  expect(threads()).toBe(before)
  expect(process.memoryUsage.rss() - rss).toBeLessThan(100e6) // a hundred leaked models would be more than 300 MB
})

test('memory stays level over a thousand steps', () => {
  withTiny(backend, { shape, weights }, {}, (model) => {
    const step = batch()
    for (let i = 0; i < 100; i++) model.step(step)
    const before = process.memoryUsage.rss()
    for (let i = 0; i < 1000; i++) model.step(step)
    expect(process.memoryUsage.rss() - before).toBeLessThan(30e6)
  })
})
