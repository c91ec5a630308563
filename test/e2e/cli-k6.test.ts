import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { infbench } from '../helpers/cli.ts'
import { k6Program } from '../helpers/k6-program.ts'
import { mockCase } from '../helpers/mock-case.ts'

const here = mockCase()
const program = k6Program()
const run = (...args: string[]) => infbench(args, { cwd: here.folder.path })
const fixture = (name: string) => join(import.meta.dirname, '../fixtures/k6', name)

test('without k6 a run ends before anything is sent, with the way to get it', async () => {
  await here.write()
  const env = { PATH: here.folder.path, K6_BIN: '' }
  const { code, stderr } = await infbench(['run', 'chat.yaml', '--driver', 'k6', '-q'], { cwd: here.folder.path, env })
  expect(code).toBe(69)
  expect(stderr).toContain('error: driver k6: expected k6 on the PATH or in K6_BIN, got neither')
  expect(stderr).toContain('npm run -s build:k6')
  const named = await infbench(['run', 'chat.yaml', '--driver', 'k6', '-q'], {
    cwd: here.folder.path,
    env: { K6_BIN: '/nowhere/k6' },
  })
  expect(named.stderr).toContain('expected a program in K6_BIN, got /nowhere/k6')
})

test('an exported script holds the schedule, and says what to do next', async () => {
  await here.write({ count: 7 })
  const { code, stdout } = await run('k6', 'export', 'chat.yaml', '-o', 'chat.js', '--limit', 'ttft.p99 < 300ms')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^wrote chat\.js: 7 requests, 7 VUs\n\nnext: k6 run --out json=part\.json chat\.js\n$/)
  const script = await readFile(join(here.folder.path, 'chat.js'), 'utf8')
  expect(script.match(/^ {2}\{"phase":"measure".*"body":\{.*"messages".*\}\},$/gm)).toHaveLength(7)
  expect(script).toMatch(/"infbench_ttft": \[\s*"p\(90\)<=200",\s*"p\(99\)<300"\s*\]/)
  const again = await run('k6', 'export', 'chat.yaml')
  expect(again.stdout.split('\n').filter((line) => line.startsWith('  {"phase"'))).toEqual(
    script.split('\n').filter((line) => line.startsWith('  {"phase"')),
  )
})

test('for the operator it is a ConfigMap and a TestRun', async () => {
  await here.write({ count: 7 })
  const { code, stdout } = await run('k6', 'export', 'chat.yaml', '--operator', '--parallelism', '3')
  expect(code).toBe(0)
  const kinds = parseAllDocuments(stdout).map((each) => each.toJS())
  expect(kinds.map(({ kind }) => kind)).toEqual(['ConfigMap', 'TestRun'])
  expect(kinds[1].spec.parallelism).toBe(3)
  const many = await run('k6', 'export', 'chat.yaml', '--operator', '--parallelism', '8')
  expect(many.stderr).toContain('--parallelism: expected 1 to 7, the number of requests, got 8')
  expect(many.code).toBe(64)
})

test('what is no one run, or has no address, cannot be a script', async () => {
  await here.write({ more: 'repeat: 2\n' })
  const { code, stderr } = await run('k6', 'export', 'chat.yaml')
  expect(stderr).toContain('error: chat.yaml: expected a workload of one run, got 2 runs')
  expect(code).toBe(64)
  await writeFile(join(here.folder.path, 'engine.yaml'), 'target: {engine: {}}\n')
  expect((await run('k6', 'export', 'engine.yaml')).stderr).toContain('expected target.url, got the bundled engine')
})

test('thresholds of k6 are limits of a gate', async () => {
  const thresholds = {
    http_req_failed: ['rate<0.01'],
    http_req_duration: ['p(95)<500', 'p(99.9)<2000'],
    http_reqs: ['count>1'],
  }
  await writeFile(join(here.folder.path, 'options.json'), JSON.stringify({ thresholds }))
  const { stdout } = await run('k6', 'limits', 'options.json')
  expect(stdout).toBe(
    'limits:\n  - errorShare < 0.01\n  - e2eService.p95 < 500ms\n  # no figure of a run: http_req_duration: p(99.9)<2000\n  # no figure of a run: http_reqs: count>1\n',
  )
  expect((await run('k6', 'limits', 'nowhere.json')).code).toBe(65)
})

test('two parts are one stored run; the same parts again are recognised', async () => {
  for (const part of ['part-1.json', 'part-2.json']) await copyFile(fixture(part), join(here.folder.path, part))
  const { code, stdout } = await run('merge', 'part-1.json', 'part-2.json', '--json', '--name', 'both')
  expect(code).toBe(0)
  const document = JSON.parse(stdout)
  expect(document).toMatchObject({ name: 'both', requests: { planned: 20, sent: 20, completed: 20, failed: 0 } })
  expect(document.metrics.ttftMs.n).toBe(20)
  const again = await run('merge', 'part-2.json', 'part-1.json')
  expect(again.stderr).toContain('these parts are stored already')
  expect(again.stdout).toContain(document.runId)
  const shown = await run('show', document.runId)
  expect(shown.code).toBe(0)
})

test('one part alone is told as what it is: not the whole schedule', async () => {
  await copyFile(fixture('part-1.json'), join(here.folder.path, 'part-1.json'))
  const { stdout, stderr } = await run('merge', 'part-1.json', '--json')
  const document = JSON.parse(stdout)
  expect(document.requests.planned).toBe(20)
  expect(document.requests.sent).toBeLessThan(20)
  expect(stderr).toContain('10 requests of the schedule are in no part')
})

test('parts that do not belong together, and files that are none, are refused', async () => {
  const [first, second] = await Promise.all(
    ['part-1.json', 'part-2.json'].map((name) => readFile(fixture(name), 'utf8')),
  )
  await writeFile(join(here.folder.path, 'a.json'), first as string)
  await writeFile(
    join(here.folder.path, 'b.json'),
    (second as string).replaceAll(/digest\\":\\"\w+/g, 'digest\\":\\"other'),
  )
  const strangers = await run('merge', 'a.json', 'b.json')
  expect(strangers.stderr).toContain('b.json: expected results of the script of a.json')
  expect(strangers.code).toBe(65)
  const twice = await run('merge', 'a.json', 'a.json')
  expect(twice.stderr).toMatch(/request \d+ is in a\.json twice/)
  await writeFile(join(here.folder.path, 'c.json'), '{"metric":"http_reqs","type":"Point"}\n')
  const other = await run('merge', 'c.json')
  expect(other.stderr).toContain('c.json: expected what a script of infbench k6 export wrote')
  await writeFile(join(here.folder.path, 'd.json'), (first as string).slice(0, -100))
  expect((await run('merge', 'd.json')).stderr).toMatch(/d\.json:\d+: expected a point of an exported script/)
  expect((await run('merge', 'nowhere.json')).stderr).toContain('nowhere.json: cannot be read (ENOENT)')
})

test.skipIf(program === null)('a run by k6 is stored, shown and compared like any other (needs k6)', async () => {
  await here.write({ count: 12 })
  const env = { K6_BIN: program as string }
  const { code, stdout, stderr } = await infbench(['run', 'chat.yaml', '--driver', 'k6', '--json'], {
    cwd: here.folder.path,
    env,
  })
  expect(stderr).not.toMatch(/error:/)
  expect(code).toBe(0)
  const document = JSON.parse(stdout)
  expect(document).toMatchObject({ requests: { planned: 12, sent: 12, completed: 12, failed: 0 }, client: null })
  expect(document.metrics.ttftMs.n).toBe(12)
  expect(stderr).toContain('note: sent by k6: moments are those of its extension')
  expect((await run('run', 'chat.yaml', '-q', '--no-report')).code).toBe(0)
  expect((await run('compare', 'latest~1', 'latest')).code).toBe(0)
})
