/** The engine's own command line: an inference server, and single generations without one. The harness starts it as a child process. */
import process from 'node:process'
import yargs from 'yargs'
import { hideBin } from 'yargs/helpers'
import type { CommandIo } from './commands/command-io.ts'
import { benchVerb } from './commands/bench.ts'
import { generateVerb } from './commands/generate.ts'
import { logitsVerb } from './commands/logits.ts'
import { peaksVerb } from './commands/peaks.ts'
import { planVerb } from './commands/plan.ts'
import { serveVerb } from './commands/serve.ts'
import type { Verb } from './commands/verb.ts'
import type { EngineErrorKind } from './engine-error.ts'
import { EngineError } from './engine-error.ts'

const exitCodes: Readonly<Record<EngineErrorKind, number>> = {
  usage: 64,
  model: 65,
  input: 65,
  port: 69,
  addon: 1,
  internal: 1,
}
const interruptedCode = 130
const helpColumns = 100

/** In the order of the help. */
const verbs: readonly Verb[] = [serveVerb, generateVerb, logitsVerb, planVerb, peaksVerb, benchVerb]

// Not `exitCode`: after an error the port may be open and the engine's thread alive.
const exitCode = await main(hideBin(process.argv), processIo())
await Promise.all([written(process.stdout), written(process.stderr)])
process.exit(exitCode)

async function main(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    await commandLine(args, io).parseAsync()
    return 0
  } catch (error) {
    return report(error, io)
  }
}

/** A pipe takes a large document piece by piece, and exiting would cut it off. Whoever reads may also have left. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve())
    stream.write('', () => resolve())
  })
}

function commandLine(args: readonly string[], io: CommandIo) {
  const names = verbs.map(({ name }) => name).join(', ')
  return verbs
    .reduce((cli, verb) => verb.add(cli, io), yargs([...args]))
    .scriptName(io.program)
    .wrap(helpColumns)
    .parserConfiguration({ 'boolean-negation': false }) // --no-pass is a name of its own
    .check((argv: Readonly<Record<string, unknown>>) => refuseNoNumbers(argv, args))
    .demandCommand(1, `expected a command, one of ${names}`)
    .strict()
    .version(false)
    .help()
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      if (error !== undefined && error.name !== 'YError') throw error // not what yargs itself refuses
      throw new EngineError('usage', message ?? 'the arguments make no sense', { hint: `${io.program} --help` })
    })
}

/** yargs makes NaN of what is no number: says which word that was. */
function refuseNoNumbers(argv: Readonly<Record<string, unknown>>, args: readonly string[]): true {
  for (const [name, value] of Object.entries(argv)) {
    if (!Number.isNaN(value)) continue
    const flag = `--${name}`
    const at = args.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`))
    if (at < 0) continue // another spelling of a name that comes too
    const word = args[at]?.slice(flag.length + 1) || args[at + 1]
    throw new EngineError('usage', `${flag}: expected a number, got ${word ?? 'nothing'}`)
  }
  return true
}

/** One line on stderr, a hint below it; a stack trace never. */
function report(error: unknown, io: CommandIo): number {
  const known = error instanceof EngineError ? error : null
  const message = error instanceof Error ? error.message : String(error)
  io.log(`error: ${message}`)
  if (known?.hint !== undefined) io.log(`  hint: ${known.hint}`)
  return exitCodes[known?.kind ?? 'internal']
}

/** The first SIGTERM or SIGINT, or the end of a parent that wants it so, asks to stop; the second ends at once. */
function processIo(): CommandIo {
  const stop = new Promise<void>((resolve) => {
    const onSignal = () => {
      process.once('SIGTERM', () => process.exit(interruptedCode))
      process.once('SIGINT', () => process.exit(interruptedCode))
      process.off('SIGTERM', onSignal)
      process.off('SIGINT', onSignal)
      resolve()
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
    // Whoever started it holds the other end of stdin, and may be killed without a word.
    if (process.env.INFBENCH_EXIT_WITH_PARENT === '1') process.stdin.on('error', onSignal).on('end', onSignal).resume()
  })
  return {
    env: process.env,
    program: process.env.INFBENCH_PROGRAM ?? 'infbench-engine',
    out: (line) => process.stdout.write(`${line}\n`),
    log: (line) => process.stderr.write(`${line}\n`),
    stop,
  }
}
