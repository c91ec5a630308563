/**
 * A server that a command of the user's starts for one run. The shell that runs the command leads a process group of its own: a Ctrl-C meant
 * for the harness does not end a server that still has answers to give, and one signal ends the server with all it has started. A reader
 * of the shell's stdin ends the group when the harness is gone, however it went. A command that leaves the foreground, or makes
 * itself a session of its own, is out of reach of both, and counts as one that ended.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { askHttp } from '../../clients/ask-http.ts'
import { InfbenchError } from '../../core/errors.ts'
import { MS_PER_S, nsToS } from '../../core/units.ts'
import type { StartPlan } from '../../workload/run-plan.ts'
import type { TargetContext } from '../target.ts'
import { freePort } from './free-port.ts'
import { logTail, openLog } from './log-tail.ts'
import { signalGroup } from './process-signals.ts'

/** A server that is ready to be asked. */
export interface ServerProcess {
  readonly port: number
  readonly logPath: string
  /** Of the shell that leads its group. */
  readonly pid: number
  /** Asks its group to end, then insists; a second call does nothing. */
  stop(): Promise<void>
}

export interface ServerStart {
  readonly start: StartPlan
  /** Of the API, with {port} where that is not known yet. */
  readonly url: string
  readonly context: Pick<TargetContext, 'clock' | 'env' | 'logDirectory' | 'signal'>
  /** How long it may take to end when asked. */
  readonly graceMs?: number
}

const pollMs = 50
const patienceMs = 2 * MS_PER_S
const defaultGraceMs = 10 * MS_PER_S

/** `$1` is the command. TERM is left to the command, so that the shell reaps it and tells how it ended. */
const supervisor = `exec 3<&0 </dev/null
{ while read -r line; do :; done <&3; trap '' TERM; kill -TERM 0; sleep 5; kill -KILL 0; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
trap : TERM
eval "$1"
code=$?
kill -KILL $watcher 2>/dev/null
wait $watcher 2>/dev/null
exit $code`

/** Starts the command and waits until its server is ready. Errors: `server.start`, `output.unwritable`, `interrupted`. */
export async function startServer(asked: ServerStart): Promise<ServerProcess> {
  const { start, context, graceMs = defaultGraceMs } = asked
  if (context.signal.aborted) throw interrupted(start)
  if (!isFolder(start.folder)) throw notStarted(start, `no such folder: ${start.folder}`)
  const port = await freePort(start.port)
  if (port === null) throw taken(start)
  const logPath = openLog(context, 'server', port)
  const child = spawnGroup(asked, port, logPath)
  const ended = endOf(child)
  const stop = () => stopGroup(child, ended, graceMs)
  try {
    await ready(asked, port, ended, logPath)
    return { port, logPath, pid: child.pid as number, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function spawnGroup({ start, context }: ServerStart, port: number, logPath: string): ChildProcess {
  const log = openSync(logPath, 'a')
  const command = start.command.replaceAll('{port}', String(port))
  const child = spawn('sh', ['-c', supervisor, 'infbench', command], {
    cwd: start.folder,
    env: { ...context.env, ...start.environment, PORT: String(port) },
    stdio: ['pipe', log, log],
    detached: true,
  })
  closeSync(log)
  child.stdin?.on('error', () => {}) // it has ended; its exit says more
  return child
}

interface Ended {
  /** `exit code 3`; null while it runs. */
  how(): string | null
  readonly done: Promise<void>
}

function endOf(child: ChildProcess): Ended {
  let how: string | null = null
  const done = new Promise<void>((resolve) => {
    const end = (said: string) => {
      how ??= said
      resolve()
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`))
  })
  return { how: () => how, done }
}

/** Asks again and again until it answers 2xx. What answers while the command has ended is another server. */
async function ready({ start, url, context }: ServerStart, port: number, ended: Ended, logPath: string): Promise<void> {
  const { clock, signal } = context
  const readyUrl = new URL(start.readyPath, url.replace('{port}', String(port))).href
  const sinceNs = clock.nowNs()
  for (let last = 'no answer'; ; ) {
    const how = ended.how()
    if (how !== null) throw notStarted(start, how, logPath)
    if (signal.aborted) throw interrupted(start)
    if (clock.nowNs() - sinceNs > start.patienceNs)
      throw notStarted(start, `${last} at ${readyUrl} within ${nsToS(start.patienceNs)} s`, logPath)
    const status = await statusOf(readyUrl, signal)
    if (status !== null && status >= 200 && status < 300 && ended.how() === null) return
    if (status !== null) last = `HTTP ${status}`
    await Promise.race([ended.done, sleep(pollMs, null, { signal }).catch(() => null)])
  }
}

async function statusOf(url: string, signal: AbortSignal): Promise<number | null> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  return askHttp(url, { headers: {}, signal: limit }).then(
    ({ status }) => status,
    () => null,
  )
}

async function stopGroup(child: ChildProcess, ended: Ended, graceMs: number): Promise<void> {
  if (child.pid === undefined) return
  if (ended.how() === null) {
    signalGroup(child.pid, 'SIGTERM')
    const late = new AbortController()
    await Promise.race([ended.done, sleep(graceMs, null, { signal: late.signal }).catch(() => null)])
    late.abort()
  }
  signalGroup(child.pid, 'SIGKILL')
  child.stdin?.destroy()
  await ended.done
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function notStarted({ command }: StartPlan, got: string, logPath: string | null = null): InfbenchError {
  const isOver = got.startsWith('exit code 0')
  return new InfbenchError('server.start', {
    message: `${quoted(command)}: expected a server that answers, got ${got}${logPath === null ? '' : logTail(logPath)}`,
    hint: isOver ? 'the command must stay in the foreground for as long as its server runs' : undefined,
  })
}

const taken = ({ command, port }: StartPlan) =>
  new InfbenchError('server.start', {
    message: `${quoted(command)}: expected port ${port} to be free, got another server there`,
    hint: 'port: auto takes a free one; the command finds it as {port} and in PORT',
  })

const interrupted = ({ command }: StartPlan) =>
  new InfbenchError('interrupted', { message: `stopped while starting ${quoted(command)}` })

const quoted = (command: string) => JSON.stringify(command)
