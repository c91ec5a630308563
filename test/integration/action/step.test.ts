import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { actionFile, callsIn, fakeInfbench, runStep, workspaceWith } from '../../helpers/action-runner.ts'
import { hostile } from '../../helpers/export-store.ts'
import { sampleGate } from '../../helpers/sample-gate.ts'

// The bundle that action.yml names, run as GitHub's runner runs it.
const answering = (gate: ReturnType<typeof sampleGate>) =>
  workspaceWith(fakeInfbench({ stdout: JSON.stringify(gate), code: gate.exitCode }))
const severe = (commands: readonly { name: string }[]) =>
  commands.filter(({ name }) => /error|warning|notice/.test(name))

test('a regression fails the step, with outputs, summary, files and an error on the policy', async () => {
  const gate = sampleGate('regression')
  const workspace = answering(gate)
  mkdirSync(join(workspace, 'service'))
  const step = await runStep(workspace, {
    with: { policy: 'bench/gate.yaml', 'working-directory': 'service', 'report-path': 'out/gate' },
  })
  expect(step).toMatchObject({
    code: 1,
    stderr: '',
    outputs: { verdict: 'regression', 'exit-code': '10', 'report-path': join(workspace, 'service/out/gate') },
  })
  expect(Object.keys(step.outputs).toSorted()).toEqual(Object.keys(actionFile.outputs).toSorted())
  expect(step.outputs['reason']).toBe(`Regression. ${gate.reasons[0]}`)
  expect(step.summary).toContain('| TPOT p50 | 21.8 ms | 23.4 ms |')
  const read = (name: string) => readFileSync(join(workspace, 'service/out/gate', name), 'utf8')
  expect(JSON.parse(read('gate.json'))).toEqual(gate)
  expect(read('summary.md')).toBe(step.summary.slice(0, -1))
  expect(read('junit.xml')).toContain('<testsuites ')
  expect(severe(step.commands)).toEqual([
    {
      name: 'error',
      properties: { file: 'service/bench/gate.yaml', title: 'infbench gate: TPOT p50' },
      message: 'TPOT p50: at least 6.1 % worse, beyond the margin of 3 %',
    },
  ])
  const page = join(workspace, 'service/out/gate/gate.html')
  expect(callsIn(join(workspace, 'service'))).toEqual([
    { words: ['gate', 'bench/gate.yaml', '--json', '-o', page], inputs: [] },
  ])
})

test('a pass passes, with one notice and nothing asked of the network', async () => {
  const step = await runStep(answering(sampleGate()), {
    with: { policy: 'gate.yaml' },
    env: { GITHUB_API_URL: 'http://127.0.0.1:1' },
  })
  expect(step).toMatchObject({ code: 0, outputs: { verdict: 'pass', 'exit-code': '0' } })
  expect(severe(step.commands)).toMatchObject([{ name: 'notice' }])
})

test.each([
  ['inconclusive', 'gate', 1],
  ['inconclusive', 'regression', 0],
  ['warn', 'gate', 0],
  ['warn', 'warn', 1],
  ['incomparable', 'gate', 1],
  ['regression', 'never', 0],
] as const)('%s with fail-on: %s ends the step with %i', async (verdict, failOn, code) => {
  const step = await runStep(answering(sampleGate(verdict)), { with: { policy: 'gate.yaml', 'fail-on': failOn } })
  expect(step).toMatchObject({ code, outputs: { verdict } })
  expect(step.commands.some(({ name }) => name === 'error')).toBe(code === 1)
})

test('a gate without a verdict fails the step whatever fails it, its words stand in the log and command nothing', async () => {
  const stderr = 'error: gate.yaml:3:1 metrics: expected ...\n::error::forged\n::set-output name=verdict::pass\n'
  const workspace = workspaceWith(fakeInfbench({ stdout: '', stderr, code: 65 }))
  const step = await runStep(workspace, { with: { policy: 'gate.yaml', 'fail-on': 'never' } })
  expect(step).toMatchObject({ code: 1, outputs: {}, summary: '' })
  expect(step.log).toContain(stderr)
  expect(severe(step.commands)).toEqual([
    {
      name: 'error',
      properties: { title: 'infbench gate' },
      message: 'infbench gate reached no verdict: exit code 65; the log says why',
    },
  ])
  expect(step.commands.map(({ name }) => name)).not.toContain('set-output')
})

test('what a policy or a server is called can write no output and no command of its own', async () => {
  const gate = sampleGate('regression', { name: hostile, reasons: [`a\nverdict<<x\npass\nx\n::error::b ${hostile}`] })
  const step = await runStep(answering(gate), { with: { policy: 'gate.yaml' } })
  expect(step.outputs['verdict']).toBe('regression')
  expect(step.outputs['reason']).toContain('verdict<<x')
  expect(severe(step.commands)).toHaveLength(1)
})

test('the runs of the past are loaded before the gate, and arguments go to it one a line', async () => {
  const workspace = answering(sampleGate())
  const args = '--candidate=tag:nightly\n\n  --db=my results.db \n'
  await runStep(workspace, { with: { policy: 'gate.yaml', baseline: 'branch:past', arguments: args } })
  expect(callsIn(workspace).map(({ words }) => words)).toEqual([
    ['ci', 'baseline', 'load', 'branch:past'],
    [
      'gate',
      'gate.yaml',
      '--json',
      '-o',
      join(workspace, 'infbench-gate/gate.html'),
      '--candidate=tag:nightly',
      '--db=my results.db',
    ],
  ])
})

test('infbench is taken from node_modules before PATH, from the working directory up, or called as the input says', async () => {
  const workspace = workspaceWith('process.exit(99)')
  mkdirSync(join(workspace, 'node_modules/.bin'), { recursive: true })
  mkdirSync(join(workspace, 'service'))
  const program = `#!${process.execPath}\n${fakeInfbench({ stdout: JSON.stringify(sampleGate()), code: 0 })}`
  writeFileSync(join(workspace, 'node_modules/.bin/infbench'), program, { mode: 0o755 })
  const found = await runStep(workspace, { with: { policy: 'gate.yaml', 'working-directory': 'service' } })
  expect(found.code).toBe(0)
  writeFileSync(join(workspace, 'other.cjs'), fakeInfbench({ stdout: JSON.stringify(sampleGate('warn')), code: 0 }))
  const said = await runStep(workspace, { with: { policy: 'gate.yaml', command: `${process.execPath}  other.cjs` } })
  expect(said.outputs['verdict']).toBe('warn')
})

test('a document that an earlier step wrote is shown, and nothing is run', async () => {
  const workspace = workspaceWith('process.exit(99)')
  writeFileSync(join(workspace, 'verdict.json'), JSON.stringify(sampleGate('incomparable')))
  const step = await runStep(workspace, { with: { document: 'verdict.json' } })
  expect(step).toMatchObject({ code: 1, outputs: { verdict: 'incomparable', 'exit-code': '12' } })
  expect(severe(step.commands)).toMatchObject([
    { name: 'error', properties: { title: 'infbench gate: other-workload' } },
  ])
})

test.each([
  [{}, 'input expected policy, a file that infbench gate runs, or document, what it printed before; got neither'],
  [{ policy: 'a', document: 'b' }, 'got both'],
  [{ policy: 'a', 'fail-on': 'maybe' }, 'input fail-on: expected gate, warn, regression, never, got "maybe"'],
  [{ policy: 'a', comment: 'yes' }, 'input comment: expected true or false, got "yes"'],
  [{ document: 'none.json' }, 'none.json: expected the document of a gate, got ENOENT'],
  [{ policy: 'a', 'working-directory': 'nowhere' }, 'input working-directory: expected a folder, got '],
  [{ policy: 'a', command: './no-such-program' }, './no-such-program: expected a program to start, got '],
])('%j is refused in words', async (inputs, message) => {
  const step = await runStep(workspaceWith('process.exit(99)'), { with: inputs })
  expect([step.code, step.outputs, step.stderr]).toEqual([1, {}, ''])
  expect(severe(step.commands)).toMatchObject([{ name: 'error', message: expect.stringContaining(message) as string }])
})
