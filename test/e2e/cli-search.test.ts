import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { infbench, temporaryFolder } from '../helpers/cli.ts'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { anyModel, writeMockWorkload } from '../helpers/mock-workload.ts'

let mock: MockServer
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  mock = await startMockServer()
})
beforeEach(async () => {
  folder = await temporaryFolder()
  return () => folder.remove()
})
afterAll(() => mock.close())

const run = (...args: string[]) => infbench(['run', 'chat.yaml', '--no-report', ...args], { cwd: folder.path })

test('a search runs level after level, each stored, and says what held', async () => {
  const more = 'search: {attainment: 0.7, from: 30, most: 60, runs: 4}\n'
  await writeMockWorkload(folder.path, anyModel(mock), { more, count: 12 })
  const { code, stdout } = await run('--json')
  expect(code).toBe(0)
  const { runs, sweep } = JSON.parse(stdout)
  expect(runs.map(({ name }: { name: string }) => name)).toEqual(['chat (rate=30)', 'chat (rate=60)'])
  expect(sweep).toMatchObject({
    ...{ schema: 'infbench.sweep/1', kind: 'search', name: 'chat' },
    search: { best: 60, failsAt: null, why: 'bounded' },
  })
  expect(sweep.points.map(({ level }: { level: object }) => level)).toEqual(
    [30, 60].map((value) => ({ over: 'rate', value })),
  )
  expect(sweep.search.goodputPerS).toBeGreaterThan(30)
  const listed = JSON.parse((await infbench(['list', '--json'], { cwd: folder.path })).stdout)
  expect(listed.runs).toHaveLength(2)
})

test('where no level holds the search says so, and its table ends in that', async () => {
  const more = 'search: {from: 40, least: 20}\n'
  await writeMockWorkload(folder.path, anyModel(mock), { more, model: 'mock-ttft250-itl2', count: 8 })
  const { code, stdout } = await run()
  expect(code).toBe(0)
  expect(stdout).toMatch(/search +no level held, 20 requests\/s did not/)
  expect(stdout).toMatch(/ended +even the lowest level allowed failed/)
})

test('a level can be run again by itself', async () => {
  const more = 'search: {attainment: 0.7, from: 30, most: 30}\n'
  await writeMockWorkload(folder.path, anyModel(mock), { more, count: 6 })
  await run()
  const page = await infbench(['report', '-o', '-'], { cwd: folder.path })
  expect(page.stdout).toMatch(/infbench run chat\.yaml --set search=null --set arrival\.rate=30 --set seed=\d/)
})

test('a sweep is stored as one group and rests between its runs', async () => {
  const more = 'sweep: {rate: [30, 60]}\ncooldown: 700ms\n'
  await writeMockWorkload(folder.path, anyModel(mock), { more, count: 4 })
  const { runs, sweep } = JSON.parse((await run('--json')).stdout)
  expect(sweep).toMatchObject({ kind: 'sweep', search: null })
  expect(sweep.points.map(({ label }: { label: string }) => label)).toEqual(['rate=30', 'rate=60'])
  expect(sweep.pareto.length).toBeGreaterThan(0)
  const ended = Date.parse(runs[0].window.startedAt) + 1000 * runs[0].window.durationS
  expect(Date.parse(runs[1].window.startedAt) - ended).toBeGreaterThan(690)
})
