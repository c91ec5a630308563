import { expect, test } from 'vitest'
import { commands, readCommandLine } from '../../../../src/cli/command-line.ts'
import { testIo } from '../../../helpers/test-io.ts'

const read = (...argv: string[]) => readCommandLine(argv, '1.2.3', testIo())
const textOf = async (...argv: string[]) => {
  const request = await read(...argv)
  return request.kind === 'text' ? request.text : ''
}

test('a command comes with its arguments, defaults filled in', async () => {
  const request = await read('run', 'chat.yaml', '--set', 'a.b=c=d', '--set', 'seed=1', '--no-report')
  if (request.kind !== 'command') throw new Error('expected a command')
  expect(request.syntax.command).toBe('run <file>')
  expect(request.args).toMatchObject({
    file: 'chat.yaml',
    set: ['a.b=c=d', 'seed=1'],
    'no-report': true,
    json: false,
    quiet: false,
  })
})

test('an option that takes several values does not swallow the file after it', async () => {
  const request = await read('run', '--set', 'seed=1', 'chat.yaml')
  expect(request.kind === 'command' && request.args).toMatchObject({ file: 'chat.yaml', set: ['seed=1'] })
})

test('db export is export, by one path', async () => {
  const [long, short] = [
    await read('db', 'export', '--all', '-o', 'x.csv'),
    await read('export', '--all', '-o', 'x.csv'),
  ]
  expect(long).toEqual(short)
  expect(long.kind === 'command' && long.syntax.command).toBe('export [run..]')
})

test('a value that looks like a number stays the text that was written', async () => {
  const request = await read('compare', '20261121', '007', '--db', '1')
  expect(request.kind === 'command' && request.args).toMatchObject({ a: '20261121', b: '007', db: '1' })
})

test.each([
  [['rn'], 'unknown command rn; did you mean run?', 'infbench --help'],
  [['run', 'x.yaml', '--nam', 'y'], 'run: unknown argument nam; did you mean --name?', 'infbench run --help'],
  [['run', 'x.yaml', '--set'], 'run: --set: expected a value, got nothing', 'infbench run --help'],
  [['run'], 'run: expected run <file>, got nothing', 'infbench run --help'],
  [['compare', 'a'], 'compare: expected compare <a> <b> [more..], got only 1', 'infbench compare --help'],
  [
    ['schema', 'plan'],
    'schema: what: expected one of workload, run, sweep, policy, gate, got "plan"',
    'infbench schema --help',
  ],
  [['list', 'x'], 'list: unknown argument x', 'infbench list --help'],
])('%j is refused with what was expected and where help is', async (argv, message, hint) => {
  await expect(read(...argv)).rejects.toMatchObject({ code: 'usage', message, hint })
})

test('--out and --no-report contradict each other', async () => {
  await expect(read('run', 'x.yaml', '-o', 'r.html', '--no-report')).rejects.toMatchObject({
    code: 'usage',
    message: 'run: expected --out or --no-report, got both',
  })
  await expect(read('run', 'x.yaml', '-o', 'r.html')).resolves.toMatchObject({ kind: 'command' })
})

test('what follows serve and engine goes on to the engine unread, --help included', async () => {
  expect(await read('serve', '--help')).toMatchObject({ kind: 'command', args: ['--help'] })
  expect(await read('engine', 'plan', '--model', 'x')).toMatchObject({
    kind: 'command',
    args: ['plan', '--model', 'x'],
  })
})

test('no arguments at all show the global help, with an example of every command and every exit code in use', async () => {
  const help = await textOf()
  expect(help).toBe(await textOf('--help'))
  for (const { command } of commands) expect(help).toContain(`infbench ${command.split(' ')[0]}`)
  expect(help).toMatch(/69 {2}target unavailable/)
  expect(help).not.toMatch(/^ +10 {2}/m)
})

test('--version is the bare version', async () => {
  expect(await textOf('--version')).toBe('1.2.3\n')
})

test.each(commands.filter((syntax) => syntax.passthrough !== true).map((syntax) => [syntax.command, syntax] as const))(
  'the help of %s is one sentence, usage, options and three examples in under 40 lines of 100 columns',
  async (_command, syntax) => {
    const help = await textOf(syntax.command.split(' ')[0] as string, '--help')
    const lines = help.trimEnd().split('\n')
    expect(lines.length).toBeLessThan(40)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(lines[0]).toBe(`infbench ${syntax.command} [options]`)
    expect(lines[2]).toBe(syntax.summary)
    expect(syntax.summary).toMatch(/^[A-Z].*\.$/)
    expect(syntax.examples).toHaveLength(3)
    for (const [line] of syntax.examples) expect(help).toContain(line)
    for (const name of Object.keys(syntax.options)) expect(help).toContain(`--${name}`)
  },
)

test('the completion script is printed, and completes options', async () => {
  expect(await textOf('completion')).toContain('_infbench_yargs_completions')
  expect((await textOf('--get-yargs-completions', 'infbench', 'run', '--')).split('\n')).toContain('--no-report')
})
