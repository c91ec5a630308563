import yargs from 'yargs'
import type { Argv } from 'yargs'
import { InfbenchError } from '../core/errors.ts'
import type { Io } from '../core/io.ts'
import { exitCodeMeanings, exitCodeOf } from './exit-codes.ts'
import { layOut } from './output/text/columns.ts'
import type { CommandSyntax } from './syntax/command-syntax.ts'
import { compareSyntax } from './syntax/compare.ts'
import { doctorSyntax } from './syntax/machine/doctor.ts'
import { engineSyntax, peaksSyntax, serveSyntax } from './syntax/engine.ts'
import { initSyntax } from './syntax/init.ts'
import { listSyntax } from './syntax/list.ts'
import { recordSyntax } from './syntax/traffic/record.ts'
import { reportSyntax } from './syntax/report.ts'
import { runSyntax } from './syntax/run.ts'
import { schemaSyntax } from './syntax/schema.ts'
import { selftestSyntax } from './syntax/machine/selftest.ts'
import { showSyntax } from './syntax/show.ts'
import { validateSyntax } from './syntax/validate.ts'
import { workloadSyntax } from './syntax/traffic/workload.ts'
import { usageError } from './usage-error.ts'

/** Every command, in the order help lists them: from a first run to the far corners. */
export const commands: readonly CommandSyntax[] = [
  runSyntax,
  listSyntax,
  showSyntax,
  reportSyntax,
  compareSyntax,
  initSyntax,
  validateSyntax,
  workloadSyntax,
  recordSyntax,
  schemaSyntax,
  serveSyntax,
  engineSyntax,
  peaksSyntax,
  selftestSyntax,
  doctorSyntax,
]

/** What the command line asks for: text to print (help, version, completion), or a command with its arguments. */
export type Request =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly syntax: CommandSyntax; readonly args: unknown }

/** Reads the command line; an InfbenchError('usage') says what is wrong with it. */
export async function readCommandLine(argv: readonly string[], version: string, io: Io): Promise<Request> {
  const named = commands.find((syntax) => nameOf(syntax) === argv[0]) ?? null
  if (named?.passthrough === true) return { kind: 'command', syntax: named, args: argv.slice(1) }
  const parser = buildParser(version, io, named)
  if (argv.length === 0) return { kind: 'text', text: `${await parser.getHelp()}\n` }
  let text = ''
  const args = await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    text = output
  })
  if (named === null || text !== '') return { kind: 'text', text: text.endsWith('\n') ? text : `${text}\n` }
  return { kind: 'command', syntax: named, args }
}

function buildParser(version: string, io: Io, named: CommandSyntax | null): Argv {
  const parser = yargs([])
    .scriptName('infbench')
    .locale('en')
    .parserConfiguration({ 'dot-notation': false, 'boolean-negation': false, 'parse-positional-numbers': false })
    .usage('infbench <command>\n\nBenchmarks LLM inference servers, and explains what it measured.')
    .version(version)
    .help()
    .alias('help', 'h')
    .demandCommand(1, 'expected a command, got nothing')
    .strict()
    .exitProcess(false)
    .wrap(Math.min(100, io.stdout.columns ?? 100))
    .fail((message, error) => {
      throw error instanceof InfbenchError
        ? error
        : usageError(message ?? error.message, named, [...commandNames, 'completion'])
    })
  for (const syntax of commands) addCommand(parser, syntax)
  const first = commands.map((syntax) => syntax.examples[0] as CommandSyntax['examples'][number])
  return parser
    .completion('completion', 'Prints a completion script for bash or zsh.')
    .epilogue(`${exampleLines(first)}\n\nExit codes:\n${exitCodeLines()}`)
}

function addCommand(parser: Argv, syntax: CommandSyntax): void {
  parser.command(syntax.command, syntax.summary, (command) => {
    for (const [name, options] of Object.entries(syntax.positionals)) command.positional(name, options)
    command.options({ ...syntax.options }).version(false)
    return command
      .usage(`infbench ${syntax.command} [options]\n\n${syntax.summary}`)
      .epilogue(exampleLines(syntax.examples))
  })
}

const nameOf = (syntax: CommandSyntax) => syntax.command.split(' ')[0] as string
const commandNames = commands.map(nameOf)

const exampleLines = (examples: CommandSyntax['examples']) =>
  [
    'Examples:',
    ...layOut(
      examples.map(([line, what]) => [line, `# ${what}`]),
      { indent: 2, left: [1] },
    ),
  ].join('\n')

/** Those a command of today can end with. */
const reachable: ReadonlySet<number> = new Set([0, ...Object.values(exitCodeOf)])

const exitCodeLines = () =>
  Object.entries(exitCodeMeanings)
    .filter(([code]) => reachable.has(Number(code)))
    .map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`)
    .join('\n')
