import { InfbenchError } from '../../core/errors.ts'
import type { RequestRecord } from '../../core/request-record.ts'
import type { Store } from '../../store/open-store.ts'
import type { RunResult } from './execute-run.ts'

/**
 * Throws what the exit code must say of runs that ended: interrupted, or with more errors than leave a workload to measure
 * (over half, as validity has it). Both are stored and shown by then. A run that completed is no error however little its figures can be trusted; its status says that.
 */
export function throwUnlessSound(results: readonly RunResult[], store: Store): void {
  const interrupted = results.find(({ header }) => header.state === 'interrupted')
  if (interrupted) throw interruptedRun(interrupted)
  const failed = results.find(isOverErrorLimit)
  if (failed) throw failedRun(failed, store)
}

/** Something was sent and nothing of it was answered. */
export function isTotalFailure({ document }: Pick<RunResult, 'document'>): boolean {
  return document.requests.completed === 0 && document.requests.failed > 0
}

function isOverErrorLimit({ document }: RunResult): boolean {
  const isOver = document.reasons.some(({ code, severity }) => code === 'errors' && severity === 'invalid')
  return isOver || isTotalFailure({ document })
}

function interruptedRun({ header }: RunResult): InfbenchError {
  return new InfbenchError('interrupted', {
    message: `interrupted: the requests that had ended are stored as run ${header.runId}`,
    hint: `infbench show ${header.runId}`,
  })
}

function failedRun({ header, document }: RunResult, store: Store): InfbenchError {
  const { failed, completed } = document.requests
  const all = failed === 1 ? 'the only request failed' : `every one of the ${failed} requests failed`
  const every = completed === 0 ? all : `${failed} of ${failed + completed} requests failed`
  const why = commonest(store.records(header.runId))
  return new InfbenchError('run.failed', {
    message: `${header.target.url}: ${every}${why === null ? '' : `: ${why.detail}`}`,
    hint: why === null ? undefined : hintFor(why),
  })
}

type Failure = Exclude<RequestRecord['outcome'], { kind: 'ok' }>
type SeenFailure = Failure & Pick<RequestRecord, 'httpStatus'>

/** What to look at first, where the kind of failure tells. */
const hints: Partial<Record<Failure['kind'], string>> = {
  connect: 'is the server running, and is target.url right?',
  tls: 'check the certificate, or use http:// for a server without TLS',
  timeout: 'raise timeout in the workload, or send less (--set arrival.rate=...)',
  malformed: 'target.url must name an OpenAI-compatible API, e.g. http://localhost:8000/v1',
  cut: "see the server's log: it ended the connection before the answer was complete",
  streamError: "see the server's log: it reported an error in mid-answer",
}

function hintFor({ kind, httpStatus }: SeenFailure): string | undefined {
  if (kind !== 'http') return hints[kind]
  if (httpStatus === 401 || httpStatus === 403) return 'target.apiKeyEnv names the environment variable with the key'
  if (httpStatus === 429) return 'the target limits requests: send less (--set arrival.rate=...)'
  if (httpStatus !== null && httpStatus >= 500) return "see the server's log: it failed on every request"
  return 'check target.url, target.model and requests.body in the workload'
}

function commonest(records: Iterable<RequestRecord>): SeenFailure | null {
  const seen = new Map<string, { failure: SeenFailure; times: number }>()
  for (const { outcome, httpStatus } of records) {
    if (outcome.kind === 'ok') continue
    const key = `${outcome.kind} ${outcome.detail}`
    const entry = seen.get(key) ?? { failure: { ...outcome, httpStatus }, times: 0 }
    entry.times++
    seen.set(key, entry)
  }
  return [...seen.values()].sort((a, b) => b.times - a.times)[0]?.failure ?? null
}
