#!/usr/bin/env node
import { processClock } from '../core/clock.ts'
import { InfbenchError } from '../core/errors.ts'
import type { Io, Output } from '../core/io.ts'
import { readCommandLine } from './command-line.ts'
import type { ExitCode } from './exit-codes.ts'
import { packageVersion } from './package-version.ts'
import { printError } from './print-error.ts'
import { keepYoungHeap, letYoungHeapGrow } from './young-heap.ts'

/** Builds the one Io, reads the command line, does what it asks. The only place that reads `process` and sets exit codes. */
async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    const request = await readCommandLine(argv, packageVersion(), io)
    if (request.kind === 'command') {
      if (request.syntax.measures !== true) letYoungHeapGrow()
      return await request.syntax.execute(request.args, io)
    }
    io.stdout.write(request.text)
    return 0
  } catch (error) {
    return printError(error, io)
  }
}

function openIo(): Io {
  const stop = new AbortController()
  const abort = new AbortController()
  process.on('SIGINT', () => interrupt(stop, abort))
  process.on('SIGTERM', () => interrupt(stop, abort))
  return {
    clock: processClock(),
    env: process.env,
    cwd: process.cwd(),
    stdout: output(process.stdout, 'stdout'),
    stderr: output(process.stderr, 'stderr'),
    stop: stop.signal,
    abort: abort.signal,
  }
}

/** How long the second Ctrl-C leaves for closing files and the engine before the process just ends. */
const graceMs = 1500

function interrupt(stop: AbortController, abort: AbortController): void {
  if (abort.signal.aborted) process.exit(130)
  if (!stop.signal.aborted) return stop.abort()
  setTimeout(() => process.exit(130), graceMs).unref()
  abort.abort()
}

function output(stream: NodeJS.WriteStream, name: string): Output {
  let gone = false
  // a reader that has seen enough (`| head`) is no fault of ours
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw unwritable(name, error)
    gone = true
  })
  return {
    write: (text) => void stream.write(text),
    taken: () => new Promise((resolve) => stream.write('', (error) => resolve(!gone && !error))),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.isTTY ? stream.columns : null
    },
  }
}

function unwritable(name: string, cause: NodeJS.ErrnoException): InfbenchError {
  const reason = cause.code === 'ENOSPC' ? 'the disk is full' : cause.message
  return new InfbenchError('output.unwritable', { message: `${name}: cannot be written: ${reason}`, cause })
}

const flushed = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => stream.write('', () => resolve()))

// what no one awaited is a bug like any other, and said like one
process.on('uncaughtException', (error) => process.exit(printError(error, io)))

keepYoungHeap(process)
const io = openIo()
const exitCode = await main(process.argv.slice(2), io)
await Promise.all([flushed(process.stdout), flushed(process.stderr)])
process.exit(exitCode)
