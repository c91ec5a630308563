import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { resolveWorkload } from '../../../src/workload/load-file.ts'
import { actionFile } from '../../helpers/action-runner.ts'
import { commandsIn } from '../../helpers/command-case.ts'
import { sampleGate } from '../../helpers/sample-gate.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')

test('init writes workflow, policy and workload for GitHub where nothing else is there', async () => {
  const folder = temporaryFolder()
  const { code, stdout } = await commandsIn(folder)('ci', 'init')
  expect([code, stdout.split('\n').slice(0, 3)]).toEqual([
    0,
    ['wrote .github/workflows/infbench-gate.yml', 'wrote bench/gate.yaml', 'wrote bench/chat.yaml'],
  ])
  const workflow = parse(read(folder, '.github/workflows/infbench-gate.yml')) as {
    jobs: { gate: { steps: { id?: string; uses?: string; with?: Record<string, unknown> }[] } }
  }
  const step = workflow.jobs.gate.steps.find(({ id }) => id === 'gate')
  expect(step?.uses).toBe('./node_modules/infbench')
  expect(Object.keys(step?.with ?? {}).filter((name) => !(name in actionFile.inputs))).toEqual([])
  expect(step?.with).toMatchObject({ policy: 'bench/gate.yaml' })
  const { plans } = resolveWorkload({ text: read(folder, 'bench/chat.yaml'), path: 'bench/chat.yaml', overrides: [] })
  expect(plans).toHaveLength(1)
})

test('init goes by the pipeline that is there, and by the one that is named', async () => {
  const folder = temporaryFolder()
  const infbench = commandsIn(folder)
  writeFileSync(join(folder, '.gitlab-ci.yml'), '')
  await infbench('ci', 'init')
  const job = parse(read(folder, '.gitlab/infbench-gate.yml')) as {
    'infbench-gate': { script: string[]; artifacts: object }
  }
  expect(job['infbench-gate'].script[0]).toContain(
    'infbench gate bench/gate.yaml --json -o gate.html > gate.json || code=$?\n',
  )
  expect(job['infbench-gate'].artifacts).toMatchObject({ reports: { junit: 'gate.xml' } })
  await infbench('ci', 'init', '--jenkins', '--github')
  expect(read(folder, 'infbench-gate.Jenkinsfile')).toContain("junit testResults: 'gate.xml'")
  expect(existsSync(join(folder, '.github/workflows/infbench-gate.yml'))).toBe(true)
})

test('init keeps what is there, says so, and writes it anew only when told to', async () => {
  const folder = temporaryFolder()
  const infbench = commandsIn(folder)
  mkdirSync(join(folder, 'bench'))
  writeFileSync(join(folder, 'bench/gate.yaml'), 'mine')
  expect((await infbench('ci', 'init')).stdout).toContain('kept bench/gate.yaml as it is; --force writes it anew\n')
  expect(read(folder, 'bench/gate.yaml')).toBe('mine')
  const again = await infbench('ci', 'init')
  expect(again.code).toBe(64)
  expect(again.stderr).toBe(
    'error: .github/workflows/infbench-gate.yml, bench/gate.yaml, bench/chat.yaml: there are such files already\n  hint: infbench ci init --force writes them anew\n',
  )
  expect((await infbench('ci', 'init', '--force')).code).toBe(0)
  expect(read(folder, 'bench/gate.yaml')).toContain('workload: chat.yaml')
})

test('report writes a verdict in the form that is asked for, whatever it says', async () => {
  const folder = temporaryFolder()
  const infbench = commandsIn(folder)
  writeFileSync(join(folder, 'gate.json'), JSON.stringify(sampleGate('regression')))
  expect(await infbench('ci', 'report', 'gate.json')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^## ❌ infbench gate: no slower than main\n/) as string,
  })
  expect((await infbench('ci', 'report', 'gate.json', '--format', 'comment')).stdout).toMatch(/^<!-- infbench-gate:/)
  expect((await infbench('ci', 'report', 'gate.json', '-f', 'annotations')).stdout).toMatch(
    /^::error file=bench\/gate.yaml,[^\n]*\n$/,
  )
  const { stdout } = await infbench('ci', 'report', 'gate.json', '-f', 'junit', '-o', 'out/gate.xml')
  expect(stdout).toBe('wrote out/gate.xml\n')
  expect(read(folder, 'out/gate.xml')).toContain('failures="1"')
})

test.each([
  [['ci', 'report'], 64, 'ci report: expected one file that infbench gate --json printed, got 0'],
  [['ci', 'report', 'none.json'], 65, 'none.json: expected a verdict, got no such file'],
  [['ci', 'report', 'run.json'], 65, 'run.json schema: '],
  [['ci', 'report', 'run.json', '--github'], 64, 'ci report: expected no --github, got it'],
  [['ci', 'init', 'here'], 64, 'ci init: expected nothing more, got here'],
  [['ci', 'baseline'], 64, 'ci baseline: expected save or load, and FILE.db or branch:NAME, got nothing'],
  [
    ['ci', 'baseline', 'keep', 'x.db'],
    64,
    'ci baseline: expected save or load, and FILE.db or branch:NAME, got keep x.db',
  ],
  [['ci', 'baseline', 'load', 'x.db', '--tag', 'main'], 64, 'ci baseline load: expected no --tag and no --keep'],
  [['ci', 'baseline', 'save', 'x.db'], 64, 'results.db: expected stored runs, got no such file'],
])('%j is refused with one line', async (argv, code, message) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'run.json'), '{"schema": "infbench.run/1"}')
  const said = await commandsIn(folder)(...argv)
  expect(said.stderr).toContain(message)
  expect(said.stderr).toMatch(/^error: [^\n]+\n(?: {2}hint: [^\n]+\n)?$/)
  expect([said.code, said.stdout]).toEqual([code, ''])
})
