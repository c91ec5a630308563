import { expect, test } from 'vitest'
import { commands } from '../../../../../src/cli/command-line.ts'
import { type CommandSyntax, nameOf } from '../../../../../src/cli/syntax/command-syntax.ts'
import { parseLine } from '../../../../../src/cli/syntax/parse-line.ts'
import { readPlainly } from '../../../../../src/cli/syntax/read-plainly.ts'
import { testIo } from '../../../../helpers/test-io.ts'

const named = (argv: readonly string[]) => commands.find((syntax) => nameOf(syntax) === argv[0]) as CommandSyntax
/** Words as a shell has them; quotes are single ones. */
const wordsOf = (line: string) => (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''))
const plain = (line: string) => readPlainly(named(wordsOf(line)), wordsOf(line).slice(1))

const examples = commands
  .filter(({ passthrough }) => passthrough !== true)
  .flatMap((syntax) => syntax.examples.map(([line]) => line.split(' > ')[0] as string))
  .map((line) => line.split(' && ')[0]?.replace('infbench ', '') as string)
const others = [
  'run a.yaml --set a=1 --set b=2 --tag x -q -o r.html --db d.db',
  'run --no-report a.yaml --name=n --json --skip-bad-rows',
  'list -n 5',
  'show',
  'report latest -o x.html',
  'compare a b --json',
  'schema',
  'selftest --only timing --only load',
  'init',
]

test.each([...examples, ...others])('%s is read as the full parser reads it', async (line) => {
  const argv = wordsOf(line)
  const syntax = named(argv)
  const input = { commands, named: syntax, version: '1', io: testIo() }
  const full = (await parseLine(argv, input)).args as Record<string, unknown>
  const names = [...Object.keys(syntax.positionals), ...Object.keys(syntax.options)]
  const known = names.flatMap((name) => (full[name] === undefined ? [] : [[name, full[name]]]))
  expect(plain(line)).toEqual(Object.fromEntries(known))
})

test.each([
  'run',
  'run a b',
  'run --help',
  'run a -h',
  'run a --version',
  'run a --nam x',
  'run a --set',
  'run a --name x --name y',
  'run a -o r.html --no-report',
  'run a -or.html',
  'run a -- b',
  'run a --json=yes',
  'list -n five',
  'list -n -5',
  'schema plan',
  'compare a',
  'selftest --only timing --only timeing',
])('%s is left to the full parser', (line) => {
  expect(plain(line)).toBeNull()
})
