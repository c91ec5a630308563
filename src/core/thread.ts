import { spawnSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** What dies young is a thread's messages: the usual 48 MB would fill with them before any of it were collected. */
const maxYoungGenerationSizeMb = 3

/**
 * Starts a thread from a file beside the caller and resolves once the file says so (`parentPort.postMessage('ready')`);
 * rejects when it cannot be loaded. `.js` in the built package; `.ts` through tsx when the sources run.
 * The thread never keeps the process alive.
 */
export async function startThread(callerUrl: string, name: string, options: WorkerOptions): Promise<Worker> {
  const fromSource = callerUrl.endsWith('.ts')
  const url = new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, callerUrl)
  // A heap keeps for life what it was made with: one that lies idle would be compacted, seconds later, in mid-measurement.
  setFlagsFromString('--no-memory-reducer')
  const limited = { resourceLimits: { maxYoungGenerationSizeMb }, ...options }
  const worker = fromSource ? new Worker(loadThroughTsx(url), { ...limited, eval: true }) : new Worker(url, limited)
  await ready(worker, name).finally(() => setFlagsFromString('--memory-reducer'))
  worker.unref()
  return worker
}

function ready(worker: Worker, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = (code: number) =>
      settle(() => reject(new Error(`thread ${name} ended with ${code} before it was ready`)))
    const settle = (outcome: () => void) => {
      worker.off('message', resolved).off('error', reject).off('exit', ended)
      outcome()
    }
    const resolved = () => settle(resolve)
    worker.on('message', resolved).on('error', reject).on('exit', ended)
  })
}

const loadThroughTsx = (url: URL) =>
  `import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${JSON.stringify(url.href)}) })`

/** Threads that read and write beside a timing path give way to it by this much. */
const niceness = 19
/** A thread that answers to people keeps a tenth of a core that others want whole. */
const mildNiceness = 10
const patienceMs = 2000

/**
 * Lowers the calling thread's priority, so that it never delays the one that stamps bytes. A nice thread still keeps its core
 * for a time slice of milliseconds while others wake up; one of the kernel's idle class gives way at once. Node cannot set
 * the class, chrt (util-linux, BusyBox) can.
 */
export function yieldToOthers(): void {
  const thread = niced(niceness)
  if (thread === null) return
  spawnSync('chrt', ['-i', '-p', '0', String(thread)], { stdio: 'ignore', timeout: patienceMs })
}

/** The same by a little, for a thread that must still answer Ctrl-C on a machine that is busy with others. */
export function stepBack(): void {
  niced(mildNiceness)
}

/** The calling thread's id, after it was made so nice; null where there is no /proc or a sandbox forbids it. */
function niced(by: number): number | null {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').pop())
    if (!Number.isInteger(thread)) return null
    setPriority(thread, by)
    return thread
  } catch {
    return null
  }
}
