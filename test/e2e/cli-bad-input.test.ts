import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { type CliResult, infbench, temporaryFolder } from '../helpers/cli.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
  return () => folder.remove()
})

/** One clear message, at most a hint, no trace of the program's inside, nothing on stdout. */
function expectError({ code, stdout, stderr }: CliResult, exitCode: number, message: RegExp): void {
  expect(stderr).toMatch(message)
  expect(code).toBe(exitCode)
  expect(stdout).toBe('')
  expect(stderr).not.toMatch(/\n\s+at |node:internal|dist\//)
  for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^(error: | {2}hint: )/)
}

const runText = async (text: string, ...args: string[]) => {
  await writeFile(join(folder.path, 'chat.yaml'), text)
  return infbench(['run', 'chat.yaml', ...args], { cwd: folder.path })
}

test('a missing workload file', async () => {
  expectError(
    await infbench(['run', 'nope.yaml'], { cwd: folder.path }),
    65,
    /^error: nope\.yaml: expected a workload file, got no such file\n {2}hint: infbench init nope\.yaml/,
  )
  expect(await folder.entries()).toEqual([])
})

test.each([
  ['YAML that does not parse', 'name: [chat\n', /^error: chat\.yaml:\d+:\d+/],
  [
    'an unknown key, with the nearest right one',
    'arival: {rate: 4/s}\n',
    /^error: chat\.yaml:1:1 arival: unknown key; did you mean arrival\?/,
  ],
  ['a wrong unit', 'slo: {ttft: 200}\n', /^error: chat\.yaml:1:13 slo\.ttft: expected a duration such as .*, got 200/],
  ['a negative rate', 'arrival: {rate: -4}\n', /^error: chat\.yaml:1:17 arrival\.rate: expected a rate .*, got -4/],
  [
    'a URL without scheme',
    'target: {url: localhost}\n',
    /^error: chat\.yaml:1:15 target\.url: expected a base URL .*, got "?localhost/,
  ],
  ['an empty file', '', /^error: chat\.yaml/],
  ['a binary file', '\u0000\u0001\u0002', /^error: chat\.yaml/],
])('%s is refused before anything is made', async (_what, text, message) => {
  expectError(await runText(text), 65, message)
  expect(await folder.entries()).toEqual(['chat.yaml'])
})

test('all faults of a file come at once, in order', async () => {
  const { stderr } = await runText('slo: {ttft: 200}\narival: {}\nseed: x\n')
  expect(stderr.match(/^error: chat\.yaml:(\d)/gm)).toEqual([
    'error: chat.yaml:1',
    'error: chat.yaml:2',
    'error: chat.yaml:3',
  ])
})

test('a bad override names the override', async () => {
  expectError(
    await runText('name: x\n', '--set', 'arrival.rate=fast'),
    65,
    /^error: --set arrival\.rate=fast: expected a rate/,
  )
})

test('a missing trace, and one in no known format', async () => {
  const trace = (path: string) => `requests: {source: {trace: ${path}}}\narrival: {process: trace}\n`
  expectError(
    await runText(trace('missing.csv')),
    65,
    /^error: .*missing\.csv: expected a readable file, got no such file/,
  )
  await writeFile(join(folder.path, 'bad.csv'), 'a,b\n1,2\n')
  expectError(await runText(trace('bad.csv')), 65, /^error: .*bad\.csv/)
  expect(await folder.entries()).toEqual(['bad.csv', 'chat.yaml'])
})

test('a bad row is named with line and column, and may be left out', async () => {
  await writeFile(join(folder.path, 'rows.csv'), 'input_tokens,output_tokens\n10,20\n10,x\n')
  const bad = await infbench(['workload', 'inspect', 'rows.csv'], { cwd: folder.path })
  expectError(bad, 65, /^error: rows\.csv:3:4 output_tokens: expected a whole number of tokens, got "x"/)
  expect(bad.stderr).toContain('hint: --skip-bad-rows leaves the row out')
  const rest = await infbench(['workload', 'inspect', 'rows.csv', '--skip-bad-rows'], { cwd: folder.path })
  expect(rest.code).toBe(0)
  expect(rest.stdout).toMatch(/1 of 2 rows could not be read and were left out/)
})

test.each([
  [['rum', 'x.yaml'], /^error: unknown command rum; did you mean run\?/],
  [['run'], /^error: run: expected run <file>, got nothing/],
  [['run', 'x.yaml', '--tga', 'y'], /^error: run: unknown argument tga; did you mean --tag\?/],
  [['list', '--limit', 'many'], /^error: list: --limit: expected a whole number/],
  [['show', 'no-such-run'], /^error: .*expected stored runs, got no such file/],
])('the command line %j', async (args, message) => {
  expectError(await infbench(args, { cwd: folder.path }), 64, message)
  expect(await folder.entries()).toEqual([])
})

test('init never overwrites', async () => {
  await writeFile(join(folder.path, 'workload.yaml'), 'name: mine\n')
  expectError(
    await infbench(['init'], { cwd: folder.path }),
    64,
    /^error: workload\.yaml: there is such a file already/,
  )
})

test('a report that cannot be written is known before the run starts', async () => {
  await mkdir(join(folder.path, 'reports'))
  await writeFile(join(folder.path, 'file'), '')
  const text = 'target: {url: http://127.0.0.1:1/v1}\n'
  expectError(await runText(text, '-o', 'reports'), 1, /^error: .*reports: cannot be written: it is a folder/)
  expectError(
    await runText(text, '-o', 'file/report.html'),
    1,
    /^error: .*report\.html: cannot be written: a part of the path is a file/,
  )
  expectError(await runText(text, '-o', '/proc/report.html'), 1, /^error: \/proc\/report\.html: cannot be written/)
})
