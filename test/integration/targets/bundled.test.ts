import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import type { InfbenchError } from '../../../src/core/errors.ts'
import { engineArgs, openBundled } from '../../../src/targets/bundled.ts'
import { startEngine } from '../../../src/targets/engine-process.ts'
import type { TargetPlan } from '../../../src/workload/run-plan.ts'

const entry = fileURLToPath(new URL('../../helpers/fake-engine.mjs', import.meta.url))
const open: Extract<TargetPlan, { kind: 'engine' }> = {
  ...{ kind: 'engine', model: 'plain', threads: null, isa: null, maxBatch: null, maxStepTokens: null },
  ...{ contextLength: null, kvCacheBytes: null, kvCacheDtype: null, kvLayout: null, quant: null },
  ...{ activationGroup: null, attention: null, tiling: null, timing: null, pinThreads: null, withoutPasses: [] },
}
const context = (signal = new AbortController().signal) => {
  const folder = mkdtempSync(join(tmpdir(), 'infbench-'))
  return { clock: processClock(), env: process.env, cwd: folder, logDirectory: join(folder, 'logs'), signal }
}
const failure = async (start: Promise<unknown>): Promise<InfbenchError> => {
  const outcome = await start.then(
    () => null,
    (error: unknown) => error,
  )
  expect(outcome).not.toBeNull()
  return outcome as InfbenchError
}
const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))

test('the plan’s settings become arguments, the rest is the engine’s to choose', () => {
  expect(engineArgs(open)).toEqual(['serve', '--model', 'plain', '--port', '0', '--host', '127.0.0.1', '--peaks'])
  const all = {
    ...open,
    threads: 2,
    isa: 'avx2',
    maxBatch: 8,
    maxStepTokens: 256,
    contextLength: 1024,
    kvCacheBytes: 2 ** 29,
  }
  expect(engineArgs(all).slice(8).join(' ')).toBe(
    '--threads 2 --isa avx2 --max-batch 8 --max-step-tokens 256 --context-length 1024 --kv-cache 536870912B',
  )
  const variant = {
    ...{ ...open, quant: 'int4', activationGroup: 'row' as const, kvCacheDtype: 'int8', kvLayout: 'contiguous' },
    ...{ attention: 'naive', tiling: false, timing: false, pinThreads: true, withoutPasses: ['fuse-qkv', 'dead-code'] },
  }
  expect(engineArgs(variant).slice(8).join(' ')).toBe(
    '--quant int4 --activation-group row --kv-cache-dtype int8 --kv-layout contiguous --attention naive --pin-threads --no-tiling --no-timing --no-pass fuse-qkv --no-pass dead-code',
  )
  expect(engineArgs({ ...open, tiling: true, timing: true, pinThreads: false })).toHaveLength(8)
})

test('the engine is started, asked for its model, and ends when closed', async () => {
  const target = await openBundled({ ...open, threads: 2 }, context(), { entry })
  expect(target.facts).toMatchObject({ kind: 'engine', model: 'served-plain', url: target.baseUrl })
  expect(target.facts.facts).toMatchObject({ max_model_len: 512, threads: 2 })
  expect([target.contextTokens, target.tokenizer.fidelity]).toEqual([512, 'assumed'])
  expect(readFileSync(target.logPath as string, 'utf8')).toContain('--threads 2')
  expect((await fetch(`${target.baseUrl}/models`)).status).toBe(200)
  await target.close()
  await target.close()
  await expect(fetch(`${target.baseUrl}/models`)).rejects.toThrow()
})

test('an engine that cannot use the model says why, in its own words', async () => {
  const error = await failure(openBundled({ ...open, model: 'exits' }, context(), { entry }))
  expect([error.code, error.hint]).toEqual(['engine.model', 'name another'])
  expect(error.message).toBe('engine with exits: no such model')
})

test('an engine that exits for another reason says why, with its log', async () => {
  const error = await failure(openBundled({ ...open, model: 'refuses' }, context(), { entry }))
  expect(error.code).toBe('engine.start')
  expect(error.message).toMatch(
    /^engine with refuses: expected the engine to listen, got 127\.0\.0\.1:0: expected a free port \(exit code 69\); its log is .*engine-.*\.log$/,
  )
  // another harness that starts an engine in the same second has a log of its own
  expect(error.message).toContain(`-${process.pid}.log`)
})

test('an engine that exits without a word is reported by its exit code', async () => {
  const error = await failure(openBundled({ ...open, model: 'mute' }, context(), { entry }))
  expect([error.code, error.message]).toEqual(['engine.start', expect.stringContaining('exit code 3 without a word')])
})

test('a missing addon has a code of its own', async () => {
  expect((await failure(openBundled({ ...open, model: 'addon' }, context(), { entry }))).code).toBe('engine.addon')
})

test('an engine that never listens is given up and ended', async () => {
  const error = await failure(openBundled({ ...open, model: 'silent' }, context(), { entry, patienceNs: 1e9 }))
  expect(error.message).toContain('nothing within 1 s')
})

test('an engine that serves nothing is ended again', async () => {
  const error = await failure(openBundled({ ...open, model: 'empty' }, context(), { entry }))
  expect(error.message).toContain('names no model')
})

test('a stop while it starts ends it', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 300)
  const error = await failure(openBundled({ ...open, model: 'silent' }, context(stop.signal), { entry }))
  expect(error.code).toBe('interrupted')
})

test('an engine that does not heed SIGTERM is killed', async () => {
  const start = { entry, args: ['serve', '--model', 'stubborn'], what: 'engine', context: context(), graceMs: 300 }
  const engine = await startEngine(start)
  await engine.stop()
  await expect(fetch(`${engine.origin}/v1/models`)).rejects.toThrow()
})

test('a log folder that cannot be made is named', async () => {
  const error = await failure(openBundled(open, { ...context(), logDirectory: '/dev/null/logs' }, { entry }))
  expect([error.code, error.message]).toEqual(['output.unwritable', expect.stringContaining('/dev/null/logs')])
})

test.skipIf(!existsSync('/proc'))('the engine does not outlive a harness that is killed (needs /proc)', async () => {
  const holder = `
    import { startEngine } from ${JSON.stringify(new URL('../../../src/targets/engine-process.ts', import.meta.url).href)}
    import { processClock } from ${JSON.stringify(new URL('../../../src/core/clock.ts', import.meta.url).href)}
    const context = { clock: processClock(), env: process.env, logDirectory: ${JSON.stringify(context().logDirectory)}, signal: new AbortController().signal }
    const engine = await startEngine({ entry: ${JSON.stringify(entry)}, args: ['serve', '--model', 'plain'], what: 'engine', context })
    console.log('pid', engine.pid)
    setInterval(() => {}, 1000)`
  const harness = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', holder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = await new Promise<number>((resolve) =>
    harness.stdout.on('data', (text: Buffer) => resolve(Number(/pid (\d+)/.exec(String(text))?.[1]))),
  )
  expect(isAlive(pid)).toBe(true)
  harness.kill('SIGKILL')
  for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(isAlive(pid)).toBe(false)
})
