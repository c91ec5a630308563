import { EventEmitter } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { Crew } from '../../../../../src/load/workers/crew.ts'
import type { MainMessage, WorkerMessage } from '../../../../../src/load/workers/messages.ts'
import type { WorkerEnd } from '../../../../../src/load/workers/merge-ends.ts'

/** A worker that says what a test makes it say. */
class FakeWorker extends EventEmitter {
  readonly heard: MainMessage[] = []
  postMessage(message: MainMessage): void {
    this.heard.push(message)
  }
  ref(): void {}
  async terminate(): Promise<void> {
    this.emit('exit', 1)
  }
  say(message: WorkerMessage): void {
    this.emit('message', message)
  }
}

async function setUp(size = 2) {
  const fakes = Array.from({ length: size }, () => new FakeWorker())
  const heard: [number, string][] = []
  const crew = new Crew(size, (lane, { kind }) => heard.push([lane, kind]))
  await crew.start(async (lane) => fakes[lane] as unknown as Worker)
  const [one, other] = fakes as [FakeWorker, FakeWorker]
  return { crew, one, other, heard, kinds: (fake: FakeWorker) => fake.heard.map(({ kind }) => kind) }
}

const end = { kind: 'end', ...({} as WorkerEnd) } as const

test('all are ready when the last is, after the longest of their leads', async () => {
  const { crew, one, other } = await setUp()
  one.say({ kind: 'ready', earlyNs: 5 })
  other.say({ kind: 'ready', earlyNs: 3 })
  expect(await crew.ready).toBe(5)
})

test('the run has ended when all have, in the order of their lanes', async () => {
  const { crew, one, other } = await setUp()
  other.say({ ...end, worker: { sent: 2 } } as WorkerMessage)
  one.say({ ...end, worker: { sent: 1 } } as WorkerMessage)
  expect((await crew.ended).map(({ worker }) => worker.sent)).toEqual([1, 2])
})

test('one that dies ends the run: the others cancel and are heard to their end, and the error says which and how', async () => {
  const { crew, one, other, heard, kinds } = await setUp()
  one.emit('error', new Error('out of memory\n at somewhere'))
  one.emit('exit', 1)
  expect(kinds(other)).toEqual(['begin', 'halt', 'go'])
  expect(other.heard[1]).toEqual({ kind: 'halt', how: 'abort' })
  other.say({ kind: 'records', records: [] })
  other.say(end)
  await expect(crew.ended).rejects.toMatchObject({
    code: 'load.worker',
    message: 'worker 1 of 2 was ended by out of memory',
    hint: expect.stringContaining('load.workers'),
  })
  expect(heard).toEqual([[1, 'records']])
})

test('an exit before the work is done is a death, one after it or at the end of the run is none', async () => {
  const early = await setUp()
  early.one.emit('exit', 7)
  early.other.say(end)
  await expect(early.crew.ended).rejects.toThrow('worker 1 of 2 ended with 7 before its work was done')
  const late = await setUp()
  late.one.say(end)
  late.one.emit('exit', 0)
  late.other.say(end)
  await late.crew.dismiss()
  expect(await late.crew.ended).toHaveLength(2)
})

test('a fault of the main thread ends the run with itself', async () => {
  const { crew, one, other } = await setUp()
  crew.fail(new Error('no body'))
  one.say(end)
  other.say(end)
  await expect(crew.ended).rejects.toThrow('no body')
})

test('one that cannot begin is told of by its number, once the others are there to be dismissed', async () => {
  const other = new FakeWorker()
  const dismissed: number[] = []
  other.on('exit', (code: number) => dismissed.push(code))
  const crew = new Crew(2, () => {})
  const late = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return other as unknown as Worker
  }
  const begun = crew.start((lane) => (lane === 0 ? Promise.reject(new Error('no memory\nat line 1')) : late()))
  await expect(begun).rejects.toMatchObject({ code: 'load.worker', message: 'worker 1 of 2 did not begin: no memory' })
  await crew.dismiss()
  expect(dismissed).toEqual([1])
})
