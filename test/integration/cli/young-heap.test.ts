import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const young = fileURLToPath(new URL('../../../src/cli/young-heap.ts', import.meta.url))
const script = `
import { getHeapSpaceStatistics } from 'node:v8'
import { Worker } from 'node:worker_threads'
const { keepYoungHeap } = await import(${JSON.stringify(young)})
const youngBytes = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size
if (process.argv[1] === 'kept') keepYoungHeap(process)
const thread = new Worker('setInterval(() => {}, 1000)', { eval: true })
await new Promise((resolve) => thread.once('online', () => setTimeout(resolve, 10)))
const before = youngBytes()
for (let round = 0, kept = []; round < 100; round++, kept = []) for (let i = 0; i < 50_000; i++) kept.push({ i })
console.log(youngBytes() / before)
process.exit()
`
const growth = (how: string) =>
  Number(
    spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, how], {
      encoding: 'utf8',
      timeout: 60_000,
    }).stdout,
  )

test('the space for young objects stays as it is after a thread has begun, where it would grow', () => {
  expect(growth('kept')).toBe(1)
  expect(growth('free')).toBeGreaterThan(1)
})
