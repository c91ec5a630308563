import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { infbench } from '../helpers/cli.ts'
import { sweepDocumentSchema } from '../../src/metrics/search/sweep-schema.ts'
import { mockCase } from '../helpers/mock-case.ts'

const here = mockCase()

/** Limits that every answered request meets, however long the machine stands still. */
const lenient = ['slo.ttft=20s', 'slo.tpot=20s', 'timeout=30s', 'drain=30s'].flatMap((limit) => ['--set', limit])

const run = (...args: string[]) => infbench(['run', 'chat.yaml', '--no-report', ...args], { cwd: here.folder.path })

test('a search runs level after level, each stored, and says what held', async () => {
  const more = 'search: {attainment: 0.5, from: 30, most: 60, runs: 4}\n'
  // A busy machine correlates the waits, and a level worth too few independent ones is run again: half asks for three.
  await here.write({ more, model: 'mock-ttft200-itl2', count: 12 })
  const { code, stdout } = await run('--json', ...lenient)
  expect(code).toBe(0)
  const { runs, sweep } = JSON.parse(stdout)
  expect(runs.map(({ name }: { name: string }) => name)).toEqual(['chat (rate=30)', 'chat (rate=60)'])
  expect(sweep).toMatchObject({
    ...{ schema: 'infbench.sweep/1', kind: 'search', name: 'chat' },
    search: { best: 60, failsAt: null, why: 'bounded' },
  })
  expect(sweepDocumentSchema.parse(sweep)).toEqual(sweep) // every key is in the contract
  expect(sweep.points.map(({ level }: { level: object }) => level)).toEqual(
    [30, 60].map((value) => ({ over: 'rate', value })),
  )
  expect(sweep.search.goodputPerS).toBe(runs[1].goodput.requestsPerS)
  const listed = JSON.parse((await infbench(['list', '--json'], { cwd: here.folder.path })).stdout)
  expect(listed.runs).toHaveLength(2)
})

test('where no level holds the search says so, and its table ends in that', async () => {
  const more = 'search: {from: 40, least: 20}\n'
  await here.write({ more, model: 'mock-ttft250-itl2', count: 8 })
  const { code, stdout } = await run()
  expect(code).toBe(0)
  expect(stdout).toMatch(/search +no level held, 20 requests\/s did not/)
  expect(stdout).toMatch(/ended +even the lowest level allowed failed/)
})

test('a level can be run again by itself', async () => {
  const more = 'search: {attainment: 0.7, from: 30, most: 30}\n'
  await here.write({ more, count: 6 })
  await run()
  const page = await infbench(['report', '-o', '-'], { cwd: here.folder.path })
  expect(page.stdout).toMatch(/infbench run chat\.yaml --set search=null --set arrival\.rate=30 --set seed=\d/)
})

test('a sweep is stored as one group and rests between its runs', async () => {
  const more = 'sweep: {rate: [30, 60]}\ncooldown: 700ms\n'
  await here.write({ more, count: 4 })
  const { runs, sweep } = JSON.parse((await run('--json')).stdout)
  expect(sweep).toMatchObject({ kind: 'sweep', search: null })
  expect(sweepDocumentSchema.parse(sweep)).toEqual(sweep)
  expect(sweep.points.map(({ label }: { label: string }) => label)).toEqual(['rate=30', 'rate=60'])
  expect(sweep.pareto.length).toBeGreaterThan(0)
  const ended = Date.parse(runs[0].window.startedAt) + 1000 * runs[0].window.durationS
  expect(Date.parse(runs[1].window.startedAt) - ended).toBeGreaterThan(690)
})

test('a list sweep is shown, listed and reported as one group, with links to the reports of its runs', async () => {
  const more = 'sweep:\n  - {rate: 30, label: slow}\n  - {rate: 60, label: fast}\n'
  // Waits so long that no lateness of a busy machine's sends makes a run invalid: such runs are never the best.
  await here.write({ more, count: 6, model: 'mock-ttft400-itl2', slo: '{ttft: 20s}' })
  const inside = { cwd: here.folder.path }
  const made = await infbench(['run', 'chat.yaml', '-o', 'out/sweep.html'], inside)
  expect(made.code).toBe(0)
  expect(made.stdout).toMatch(/report +out\/sweep\.html\n +next +infbench show s\d{8}-/)
  expect(await here.folder.entries()).toEqual(
    expect.arrayContaining(['out/sweep.html', 'out/sweep-1.html', 'out/sweep-2.html']),
  )
  const page = await readFile(join(here.folder.path, 'out/sweep.html'), 'utf8')
  expect(page).toMatch(/<a href="\.\/sweep-1\.html"><bdi>slow<\/bdi>/)
  expect(page).toContain('id="rerun">infbench run chat.yaml</code>')

  const shown = await infbench(['show', 'latest-group'], inside)
  expect(shown.stdout).toMatch(/^chat {2}s\d{8}-\S+ {2}sweep\n/)
  expect(shown.stdout).toMatch(/\nslow .*\nfast /)
  expect(shown.stdout).toMatch(/\n {2}best +(slow|fast): goodput [\d.]+ requests\/s/)
  expect((await infbench(['show', 'chat'], inside)).stdout).toBe(shown.stdout)
  const sweep = JSON.parse((await infbench(['show', 'chat', '--json'], inside)).stdout)
  expect(sweep).toMatchObject({ schema: 'infbench.sweep/1', points: [{ label: 'slow' }, { label: 'fast' }] })
  expect((await infbench(['show'], inside)).stdout).toMatch(new RegExp(`group +${sweep.sweepId}`))

  const { groups } = JSON.parse((await infbench(['list', '--groups', '--json'], inside)).stdout)
  expect(groups).toMatchObject([{ sweepId: sweep.sweepId, kind: 'sweep', name: 'chat', best: sweep.best }])
  expect((await infbench(['list', '--groups'], inside)).stdout).toContain(sweep.sweepId)
  const again = await infbench(['report', sweep.sweepId, '-o', 'again.html'], inside)
  expect(again).toMatchObject({ code: 0, stdout: 'wrote again.html\n' })
})

test('repeats of one setting are stored, shown and reported as repeats', async () => {
  await here.write({ count: 4 })
  const inside = { cwd: here.folder.path }
  const { runs, sweep } = JSON.parse((await run('--repeat', '3', '--json')).stdout)
  expect(runs).toHaveLength(3)
  expect(sweep).toMatchObject({ kind: 'repeats', best: null, pareto: [], name: 'chat' })
  expect(sweep.points.map(({ label }: { label: string }) => label)).toEqual(
    ['1/3', '2/3', '3/3'].map((place) => `repeat ${place}`),
  )
  const shown = (await infbench(['show', 'latest-group'], inside)).stdout
  expect(shown).toMatch(/^chat {2}s\d{8}-\S+ {2}repeats\n/)
  expect(shown).toMatch(/TTFT p50 +[\d.]+ ms at the median, [\d.]+ to [\d.]+, spread [\d.<]+ %\n/)
  expect(shown).not.toMatch(/best|front|pareto|saturation/)
  const text = (await infbench(['report', 'latest-group', '-o', '-', '--format', 'md'], inside)).stdout
  expect(text).toMatch(/Repeats `s\d{8}-\S+` of /)
  expect(text).toContain('infbench run chat.yaml --set repeat=3')
  const wrong = await run('--repeat', 'often')
  expect(wrong).toMatchObject({ code: 65 })
  expect(wrong.stderr).toMatch(/repeat.*expected a whole number.*got "?often/)
})

test('one run of a sweep states what makes it alone', async () => {
  await here.write({ more: 'sweep: {rate: [30, 60]}\n', count: 4 })
  await run()
  const page = await infbench(['report', '-o', '-'], { cwd: here.folder.path })
  expect(page.stdout).toMatch(
    /infbench run chat\.yaml --set sweep=null --set repeat=1 --set arrival\.rate=60 --set seed=2/,
  )
})

test('a store without groups says what makes one', async () => {
  const { code, stdout } = await infbench(['list', '--groups'], { cwd: here.folder.path })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^no groups of runs are stored\n/)
  const unknown = await infbench(['show', 'latest-group'], { cwd: here.folder.path })
  expect(unknown.code).not.toBe(0)
})

test('Ctrl-C in the middle of a sweep stores what ended as one group, with a whole report, and exits 130', async () => {
  await here.write({ more: 'sweep: {rate: [20, 21, 22]}\n', count: 20 })
  const cwd = here.folder.path
  let told = false
  const { code, stdout, stderr } = await infbench(['run', 'chat.yaml'], {
    cwd,
    onStdout: (text, child) => {
      if (!told && text.includes('rate=20')) child.kill('SIGINT')
      told ||= text.includes('rate=20')
    },
  })
  expect(code).toBe(130)
  expect(stderr).toMatch(/error: interrupted/)
  expect(stdout).toMatch(/\n {2}group +s\d{8}-/)
  const { groups } = JSON.parse((await infbench(['list', '--groups', '--json'], { cwd })).stdout)
  expect(groups[0].runs.length).toBeLessThan(3)
  const entries = await here.folder.entries()
  expect(entries.filter((name) => name.endsWith('.tmp'))).toEqual([])
  expect(entries).toContain(`.infbench/reports/${groups[0].sweepId}.html`)
})
