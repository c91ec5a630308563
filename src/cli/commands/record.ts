import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openNamed, type TokenizerName, tokenizerNamed } from '../../clients/tokenizers/named-tokenizer.ts'
import { InfbenchError } from '../../core/errors.ts'
import type { Io } from '../../core/io.ts'
import { stepBack } from '../../core/thread.ts'
import { nsToMs, parseDurationNs } from '../../core/units.ts'
import { parseListen, parseUpstream } from '../../record/addresses.ts'
import { type Recording, type RecordProgress, startRecording } from '../../record/recorder.ts'
import type { ExitCode } from '../exit-codes.ts'
import { openLiveDisplay } from '../output/progress/live-display.ts'
import { recordedLine, recordedTable } from '../output/tables/recorded-table.ts'
import { textStyle } from '../output/text/text-style.ts'

/** As `syntax/record.ts` declares them. */
interface RecordArgs {
  readonly to: string
  readonly listen: string
  readonly duration: string | undefined
  readonly output: string
  readonly append: boolean
  readonly 'with-text': boolean
  readonly 'salt-file': string | undefined
  readonly tokenizer: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

const redrawMs = 250

/** Passes bytes on until Ctrl-C or the end of `--duration`, then says what was recorded. */
export async function record(args: RecordArgs, io: Io): Promise<ExitCode> {
  const durationMs = durationOf(args.duration)
  const counting = await counterOf(args.tokenizer, io.cwd)
  const recording = await startRecording({
    ...{ to: parseUpstream(args.to), listen: parseListen(args.listen), output: outputOf(args.output, io.cwd) },
    ...{ append: args.append, withText: args['with-text'], salt: await readSalt(args['salt-file'], io.cwd) },
    ...{ tokenizer: counting?.named ?? null, clock: io.clock },
  })
  if (recording.carrier === 'native') stepBack()
  io.stderr.write(`listening on ${recording.url}, which stands for ${args.to}; Ctrl-C ends the recording\n`)
  const ended = await watch(recording, { durationMs, quiet: args.quiet, output: args.output }, io)
  const { url, saltFingerprint } = recording
  const facts = { output: args.output, url, saltFingerprint, tokenizer: counting?.name ?? null }
  io.stdout.write(
    args.json
      ? `${JSON.stringify({ schema: 'infbench.recording/1', ...facts, ...ended })}\n`
      : recordedTable(facts, ended, textStyle(io.stdout, io.env)),
  )
  if (ended.fault !== null) throw stopped(args.output, ended)
  return 0
}

/** A file is opened here once, so that one that is none is told of before anything listens; the thread that counts opens its own. */
async function counterOf(
  text: string | undefined,
  cwd: string,
): Promise<{ readonly named: TokenizerName; readonly name: string } | null> {
  if (text === undefined) return null
  const named = tokenizerNamed('--tokenizer', text, cwd)
  return { named, name: named.kind === 'tiktoken' ? named.encoding : (await openNamed(named)).name }
}

interface WatchOptions {
  readonly durationMs: number | null
  readonly quiet: boolean
  readonly output: string
}

/** Shows how it goes; a fault of the trace is said at once, while bytes go on passing. */
async function watch(recording: Recording, options: WatchOptions, io: Io): Promise<RecordProgress> {
  const display = await openLiveDisplay(io, options.quiet)
  let isSaid = false
  const show = () => {
    const progress = recording.progress()
    display.detail(recordedLine(progress))
    if (progress.fault === null || isSaid) return
    isSaid = true
    io.stderr.write(`warning: ${options.output}: nothing is recorded any more (${progress.fault}); bytes still pass\n`)
  }
  display.stage('recording')
  const timer = setInterval(show, redrawMs)
  try {
    await stopOrTime(io.stop, options.durationMs)
    return await recording.finish(io.abort)
  } finally {
    show()
    clearInterval(timer)
    display.close()
  }
}

function stopOrTime(stop: AbortSignal, durationMs: number | null): Promise<void> {
  return new Promise((end) => {
    // Timers hold 2^31 ms at most, and a recorder may run for months; the interval keeps the process alive meanwhile.
    const until = durationMs === null || durationMs > 2 ** 31 - 1 ? null : setTimeout(end, durationMs)
    const done = () => {
      if (until !== null) clearTimeout(until)
      end()
    }
    if (stop.aborted) return done()
    stop.addEventListener('abort', done, { once: true })
  })
}

function durationOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const ns = parseDurationNs(text)
  if (ns === null || ns === 0)
    throw new InfbenchError('usage', {
      message: `--duration: expected a duration such as 30m, got ${JSON.stringify(text)}`,
    })
  return nsToMs(ns)
}

function outputOf(text: string, cwd: string): string {
  if (/\.(?:jsonl|ndjson)(?:\.gz)?$/.test(text)) return resolve(cwd, text)
  throw new InfbenchError('usage', {
    message: `--output: expected a name that ends in .jsonl or .jsonl.gz, got ${JSON.stringify(text)}`,
    hint: '--output trace.jsonl.gz',
  })
}

const leastSaltBytes = 16

async function readSalt(path: string | undefined, cwd: string): Promise<Uint8Array | null> {
  if (path === undefined) return null
  const salt = await readFile(resolve(cwd, path)).catch((cause: NodeJS.ErrnoException) => {
    throw badSalt(path, cause.code === 'ENOENT' ? 'no such file' : (cause.code ?? cause.message), cause)
  })
  if (salt.length < leastSaltBytes) throw badSalt(path, `${salt.length} bytes`, undefined)
  return salt
}

const badSalt = (path: string, got: string, cause: unknown) =>
  new InfbenchError('usage', {
    message: `--salt-file ${path}: expected at least ${leastSaltBytes} secret bytes, got ${got}`,
    hint: `head -c 32 /dev/urandom > ${path}; keep it from whoever gets the trace`,
    cause,
  })

const stopped = (output: string, { fault, lost }: RecordProgress) =>
  new InfbenchError('output.unwritable', {
    message: `${output}: the recording stopped (${fault}); ${lost} requests were passed on without being recorded`,
    hint: 'what was written before is whole; make room and go on with --append',
  })
