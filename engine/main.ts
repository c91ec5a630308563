/** The engine's own command line: an inference server, and single generations without one. The harness starts it as a child process. */
import process from 'node:process'
import type { Argv } from 'yargs'
import yargs from 'yargs'
import { hideBin } from 'yargs/helpers'
import type { CommandIo } from './commands/command-io.ts'
import { engineOptions, withEngineFlags } from './commands/engine-flags.ts'
import { generate } from './commands/generate.ts'
import { serve } from './commands/serve.ts'
import type { EngineErrorKind } from './engine-error.ts'
import { EngineError } from './engine-error.ts'

const exitCodes: Readonly<Record<EngineErrorKind, number>> = { usage: 64, model: 65, port: 69, addon: 1, internal: 1 }
const interruptedCode = 130
const helpColumns = 100
const modelNames = 'synthetic:llama-15m, -110m or -1b, or a llama2.c file'

// Not `exitCode`: after an error the port may be open and the engine's thread alive.
process.exit(await main(hideBin(process.argv), processIo()))

async function main(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    await commandLine(args, io).parseAsync()
    return 0
  } catch (error) {
    return report(error, io)
  }
}

function commandLine(args: readonly string[], io: CommandIo) {
  return withGenerate(withServe(yargs([...args]), io), io)
    .scriptName(io.program)
    .wrap(helpColumns)
    .parserConfiguration({ 'boolean-negation': false }) // --no-pass is a name of its own
    .demandCommand(1, 'expected a command: serve or generate')
    .strict()
    .version(false)
    .help()
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      if (error !== undefined) throw error
      throw new EngineError('usage', message ?? 'the arguments make no sense', { hint: `${io.program} --help` })
    })
}

function withServe(cli: Argv, io: CommandIo): Argv {
  return cli.command(
    'serve',
    'Serves a model over an OpenAI-compatible HTTP API.',
    (command) =>
      withEngineFlags(command)
        .option('model', { type: 'string', demandOption: true, describe: modelNames })
        .option('name', {
          type: 'string',
          array: true,
          default: [] as string[],
          defaultDescription: 'the file’s name',
          describe: 'more names it answers to',
        })
        .option('host', { type: 'string', default: '127.0.0.1', describe: 'address to listen on' })
        .option('port', { type: 'number', default: 8080, describe: 'port to listen on; 0: any free one' })
        .group(['name', 'host', 'port'], 'Server:')
        .example(
          examples(io.program, [
            ['serve --model synthetic:llama-15m', 'random weights in the shape of a 15M Llama'],
            ['serve --model synthetic:llama-110m --port 0', 'on a free port, which it prints'],
            ['serve --model stories260K.bin --name demo', 'llama2.c weights, under a name of your own'],
          ]),
        ),
    async (flags) => {
      const { host, port, name } = flags
      if (!Number.isInteger(port) || port < 0 || port > 65535)
        throw new EngineError('usage', `--port: expected a number from 0 to 65535, got ${port}`)
      await serve({ engine: engineOptions(flags.model, flags, io.env), host, port, names: name }, io)
    },
  )
}

function withGenerate(cli: Argv, io: CommandIo): Argv {
  return cli.command(
    'generate <model>',
    'Continues one prompt greedily, without a server.',
    (command) =>
      withEngineFlags(command)
        .positional('model', { type: 'string', demandOption: true, describe: modelNames })
        .option('prompt', { type: 'string', describe: 'text to continue' })
        .option('ids', { type: 'string', conflicts: 'prompt', describe: 'JSON file with token ids to continue' })
        .option('max-tokens', { type: 'number', default: 64, describe: 'tokens to generate' })
        .option('ignore-eos', { type: 'boolean', default: false, describe: 'does not end at a stop token' })
        .option('json', { type: 'boolean', default: false, describe: 'prints ids and text as one JSON document' })
        .group(['prompt', 'ids', 'max-tokens', 'ignore-eos', 'json'], 'Text:')
        .example(
          examples(io.program, [
            ['generate synthetic:llama-15m --prompt Once', 'noise: the weights are random'],
            ['generate stories260K.bin --prompt "Once upon a time"', 'with tok512.bin beside the weights'],
            ['generate synthetic:llama-15m --ids ids.json --json', 'token ids in, token ids out'],
          ]),
        ),
    async (flags) => {
      const { prompt, ids, maxTokens, ignoreEos, json } = flags
      if (!Number.isSafeInteger(maxTokens) || maxTokens < 1)
        throw new EngineError('usage', `--max-tokens: expected a whole number of at least 1, got ${maxTokens}`)
      const engine = { ...engineOptions(flags.model, flags, io.env), maxBatch: 1 }
      await generate({ engine, idsPath: ids ?? null, prompt: prompt ?? null, maxTokens, ignoreEos, json }, io)
    },
  )
}

/** Examples in yargs' form: [command line, what it does]. */
function examples(program: string, lines: readonly (readonly [string, string])[]): [string, string][] {
  return lines.map(([args, does]) => [`${program} ${args}`, does])
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
