import { expect, test } from 'vitest'
import { LookAhead } from '../../../../src/load/look-ahead.ts'
import type { PlannedRequest } from '../../../../src/workload/planned-request.ts'

function* requests(count: number): Generator<PlannedRequest> {
  for (let index = 0; index < count; index++) {
    yield { index, phase: 'measure', className: 'default', scheduledAt: index, inputTokens: 1, outputTokens: 1 }
  }
}

function setUp(count: number, depth: number, fail = -1, first?: number) {
  const made: number[] = []
  const prepare = async ({ index }: PlannedRequest) => {
    await Promise.resolve()
    if (index === fail) throw new Error(`no body for ${index}`)
    made.push(index)
    return { path: '/', body: Buffer.from(String(index)), timeoutNs: 1 }
  }
  const gate = { open: true }
  const quiet = async (urgent: () => boolean) => {
    while (!gate.open && !urgent()) await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    made,
    gate,
    ahead: new LookAhead({
      requests: requests(count),
      prepare,
      depth,
      quiet,
      ...(first === undefined ? {} : { first }),
    }),
  }
}

const turns = (count: number) =>
  new Promise<void>((resolve) => (count === 0 ? resolve() : setImmediate(() => void turns(count - 1).then(resolve))))

test('filling prepares up to the depth and no further', async () => {
  const { ahead, made } = setUp(100, 8)
  await ahead.fill()
  expect(made).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test('what is wanted at once at the start is there then; later the depth is held', async () => {
  const { ahead, made } = setUp(100, 8, -1, 30)
  await ahead.fill()
  expect(made).toHaveLength(30)
  await Promise.all(Array.from({ length: 30 }, () => ahead.next()))
  await turns(50)
  expect(made).toHaveLength(38)
})

test('requests come in order, each with its own body, then null', async () => {
  const { ahead } = setUp(20, 4)
  await ahead.fill()
  const bodies: string[] = []
  for (let ready = await ahead.next(); ready !== null; ready = await ahead.next())
    bodies.push(String(ready.prepared.body))
  expect(bodies).toEqual(Array.from({ length: 20 }, (_, i) => String(i)))
  expect(await ahead.next()).toBeNull()
})

test('while it is not quiet only a queue that runs low is filled', async () => {
  const { ahead, made, gate } = setUp(100, 8)
  await ahead.fill()
  gate.open = false
  for (let i = 0; i < 5; i++) await ahead.next()
  await turns(5)
  expect(made).toHaveLength(8)
  for (let i = 0; i < 2; i++) await ahead.next()
  await turns(5)
  expect(made.length).toBeGreaterThan(8)
  gate.open = true
  await turns(50)
  expect(made).toHaveLength(15)
})

test('several takers wait for bodies and get one each', async () => {
  const { ahead } = setUp(3, 1)
  const got = await Promise.all([ahead.next(), ahead.next(), ahead.next(), ahead.next()])
  expect(got.map((ready) => ready?.planned.index ?? null)).toEqual([0, 1, 2, null])
})

test('a body that cannot be made is an error for whoever takes next', async () => {
  const { ahead } = setUp(10, 2, 3)
  await ahead.fill()
  await ahead.next()
  await ahead.next()
  await expect(Promise.all([ahead.next(), ahead.next()])).rejects.toThrow('no body for 3')
  await expect(ahead.next()).rejects.toThrow('no body for 3')
})

test('closing ends the queue for those who wait', async () => {
  const { ahead } = setUp(10, 2)
  await ahead.fill()
  ahead.close()
  expect(await ahead.next()).not.toBeNull()
  expect(await ahead.next()).not.toBeNull()
  expect(await ahead.next()).toBeNull()
})
