import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath, pid } from 'node:process'
import { createInterface } from 'node:readline'
import { InfbenchError } from '../core/errors.ts'
import { msToNs, nsToMs, nsToS } from '../core/units.ts'
import type { TargetContext } from './target.ts'

/**
 * The bundled engine as a child process. It leads a process group of its own, so that a Ctrl-C meant for the harness does
 * not end the server that still has answers to give; it ends when its stdin closes, so that it never outlives the harness,
 * not even one that was killed.
 */
export interface EngineProcess {
  /** Ends before `/v1`. */
  readonly origin: string
  readonly logPath: string
  readonly pid: number
  /** Asks it to end, then insists; a second call does nothing. */
  stop(): Promise<void>
}

export interface EngineStart {
  /** The engine's main file. */
  readonly entry: string
  readonly args: readonly string[]
  /** What is started, for messages. */
  readonly what: string
  readonly context: Pick<TargetContext, 'clock' | 'env' | 'logDirectory' | 'signal'>
  /** How long it may take to listen. */
  readonly patienceNs?: number
  /** How long it may take to end when asked. */
  readonly graceMs?: number
}

// The largest built-in model makes its weights in seconds; a large file on a slow disk takes minutes.
const patienceNs = msToNs(300_000)
const defaultGraceMs = 5_000

/** What the engine exits with when the model is at fault. */
const badModelCode = 65

/** Starts the engine and waits until it listens. Errors: `engine.*`, `interrupted`. */
export async function startEngine(start: EngineStart): Promise<EngineProcess> {
  const { context } = start
  if (context.signal.aborted) throw interrupted(start)
  const logPath = openLog(context)
  const log = openSync(logPath, 'a')
  const child = spawn(execPath, [start.entry, ...start.args], {
    env: { ...context.env, INFBENCH_EXIT_WITH_PARENT: '1' },
    stdio: ['pipe', 'pipe', log],
    detached: true,
  })
  closeSync(log)
  child.stdin?.on('error', () => {}) // it has ended; its exit says more
  try {
    const origin = await listening(child, start, logPath)
    return { origin, logPath, pid: child.pid as number, stop: () => stop(child, start.graceMs ?? defaultGraceMs) }
  } catch (error) {
    await stop(child, start.graceMs ?? defaultGraceMs)
    throw error
  }
}

/** A log of this process alone: two runs that start in the same second must not read each other's last words. */
function openLog({ logDirectory, clock }: EngineStart['context']): string {
  const stamp = new Date(clock.wallMs()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  try {
    mkdirSync(logDirectory, { recursive: true })
    const path = join(logDirectory, `engine-${stamp}-${pid}.log`)
    closeSync(openSync(path, 'a'))
    return path
  } catch (cause) {
    throw new InfbenchError('output.unwritable', {
      message: `${logDirectory}: expected a folder for the engine's log, got ${(cause as Error).message}`,
      cause,
    })
  }
}

function listening(child: ChildProcess, start: EngineStart, logPath: string): Promise<string> {
  const { signal } = start.context
  const limitNs = start.patienceNs ?? patienceNs
  return new Promise((resolve, reject) => {
    const aborted = () => reject(interrupted(start))
    const late = () => reject(notStarted(start, `nothing within ${nsToS(limitNs)} s`, logPath))
    const timer = setTimeout(late, nsToMs(limitNs))
    signal.addEventListener('abort', aborted, { once: true })
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
    }
    // Lines after the first are drained unread: a full pipe would block the engine.
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const origin = /^listening on (http:\/\/\S+)$/.exec(line)?.[1]
      if (origin === undefined) return
      settle()
      resolve(origin.replace(/\/+$/, ''))
    })
    child.once('error', (error) => {
      settle()
      reject(notStarted(start, error.message, logPath))
    })
    child.once('exit', (code, by) => {
      settle()
      reject(earlyExit(start, { code, how: by === null ? `exit code ${code}` : `signal ${by}` }, logPath))
    })
  })
}

/** The engine says itself what is wrong, in one line and a hint. */
function earlyExit(
  start: EngineStart,
  { code, how }: { code: number | null; how: string },
  logPath: string,
): InfbenchError {
  const lines = readLines(logPath)
  const said = lines.findLast((line) => line.startsWith('error: '))?.slice('error: '.length) ?? lines.at(-1)
  const hint = lines
    .findLast((line) => line.trim().startsWith('hint: '))
    ?.trim()
    .slice('hint: '.length)
  if (said !== undefined && /\baddon\b/i.test(said)) {
    return new InfbenchError('engine.addon', {
      message: `${start.what}: ${said}`,
      hint: hint ?? 'npm run build:native',
    })
  }
  if (said !== undefined && code === badModelCode) {
    return new InfbenchError('engine.model', { message: `${start.what}: ${said}`, hint })
  }
  return notStarted(start, said === undefined ? `${how} without a word` : `${said} (${how})`, logPath, hint)
}

function notStarted(start: EngineStart, got: string, logPath: string, hint?: string): InfbenchError {
  return new InfbenchError('engine.start', {
    message: `${start.what}: expected the engine to listen, got ${got}; its log is ${logPath}`,
    hint: hint ?? `cat ${logPath}`,
  })
}

const interrupted = (start: EngineStart) =>
  new InfbenchError('interrupted', { message: `stopped while starting ${start.what}` })

function readLines(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
}

async function stop(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const insist = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await ended
  clearTimeout(insist)
}
