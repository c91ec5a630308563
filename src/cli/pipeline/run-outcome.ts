import { InfbenchError } from '../../core/errors.ts'
import type { RequestRecord } from '../../core/request-record.ts'
import type { Store } from '../../store/open-store.ts'
import type { RunResult } from './execute-run.ts'

/**
 * Throws what the exit code must say of runs that ended: interrupted, or without a single answer. Both are stored and shown by
 * then. A run that completed is no error however little its figures can be trusted; its status says that.
 */
export function throwUnlessSound(results: readonly RunResult[], store: Store): void {
  const interrupted = results.find(({ header }) => header.state === 'interrupted')
  if (interrupted) throw interruptedRun(interrupted)
  const failed = results.find(isTotalFailure)
  if (failed) throw failedRun(failed, store)
}

/** Something was sent and nothing of it was answered. */
export function isTotalFailure({ document }: Pick<RunResult, 'document'>): boolean {
  return document.requests.completed === 0 && document.requests.failed > 0
}

function interruptedRun({ header }: RunResult): InfbenchError {
  return new InfbenchError('interrupted', {
    message: `interrupted: the requests that had ended are stored as run ${header.runId}`,
    hint: `infbench show ${header.runId}`,
  })
}

function failedRun({ header, document }: RunResult, store: Store): InfbenchError {
  const { failed } = document.requests
  const every = failed === 1 ? 'the only request failed' : `every one of the ${failed} requests failed`
  const why = commonest(store.records(header.runId))
  return new InfbenchError('run.failed', {
    message: `${header.target.url}: ${every}${why === null ? '' : `: ${why.detail}`}`,
    hint: why === null ? undefined : hints[why.kind],
  })
}

type Failure = Exclude<RequestRecord['outcome'], { kind: 'ok' }>

/** What to look at first, where the kind of failure tells. */
const hints: Partial<Record<Failure['kind'], string>> = {
  connect: 'is the server running, and is target.url right?',
  tls: 'check the certificate, or use http:// for a server without TLS',
  timeout: 'raise timeout in the workload, or send less (--set arrival.rate=...)',
  http: 'check target.url, target.model and target.apiKeyEnv in the workload',
  malformed: 'target.url must name an OpenAI-compatible API, e.g. http://localhost:8000/v1',
  cut: "see the server's log: it ended the connection before the answer was complete",
  streamError: "see the server's log: it reported an error in mid-answer",
}

function commonest(records: Iterable<RequestRecord>): Failure | null {
  const seen = new Map<string, { failure: Failure; times: number }>()
  for (const { outcome } of records) {
    if (outcome.kind === 'ok') continue
    const key = `${outcome.kind} ${outcome.detail}`
    const entry = seen.get(key) ?? { failure: outcome, times: 0 }
    entry.times++
    seen.set(key, entry)
  }
  return [...seen.values()].sort((a, b) => b.times - a.times)[0]?.failure ?? null
}
