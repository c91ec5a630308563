import yargs from 'yargs'
import type { Argv } from 'yargs'
import { InfbenchError } from '../../core/errors.ts'
import type { Io } from '../../core/io.ts'
import { exitCodeMeanings, exitCodeOf } from '../exit-codes.ts'
import { layOut } from '../output/text/columns.ts'
import { usageError } from '../usage-error.ts'
import { type CommandSyntax, nameOf } from './command-syntax.ts'

/** What all commands have in common. */
export interface ParserInput {
  readonly commands: readonly CommandSyntax[]
  /** The command that the line names; null: none of them. */
  readonly named: CommandSyntax | null
  readonly version: string
  readonly io: Io
}

/** Arguments of a line, or what help, version, completion have to say instead; an InfbenchError('usage') says what is wrong with it. */
export async function parseLine(argv: readonly string[], input: ParserInput): Promise<{ args: unknown; text: string }> {
  const parser = buildParser(input)
  if (argv.length === 0) return { args: null, text: await parser.getHelp() }
  let text = ''
  const args = await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    text = output
  })
  return { args, text }
}

function buildParser({ commands, named, version, io }: ParserInput): Argv {
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
        : usageError(message ?? error.message, named, [...commands.map(nameOf), 'completion'])
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
