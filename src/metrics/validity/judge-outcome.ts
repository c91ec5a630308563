/** How the run ended and how many of its requests did. */
import type { Evidence } from './judge-run.ts'
import { counted, percent } from './numbers.ts'
import type { Reason } from './reason.ts'

// Above 1 % failed, the p99 over completed requests is no longer the p99 that users saw; above half, what completed is a
// selection of the workload, not the workload.
const mostFailedShare = { degraded: 0.01, invalid: 0.5 }

// So few spoil no percentile that a run can carry; more, and the clock is not to be believed for the others either.
const mostBackwards = 0.01

/** Killed, interrupted, failed, nothing measured, errors, times that cannot be. */
export function judgeOutcome(evidence: Evidence): Reason[] {
  return [...judgeEnd(evidence), ...judgeErrors(evidence), ...judgeClock(evidence)]
}

function judgeEnd({ header, tally, block }: Evidence): Reason[] {
  const { state } = header
  if (state === 'running') {
    const message = `no end was recorded: the run is still going or its process was killed; ${counted(tally.measured, 'measured request')} stored`
    return [{ code: 'killed', severity: 'degraded', message, hint: 'run it again to the end before comparing it' }]
  }
  if (state === 'failed') {
    const message = `the run ended early by a failure of its own after ${counted(tally.measured, 'measured request')}`
    return [
      {
        code: 'run-failed',
        severity: 'invalid',
        message,
        hint: 'run it again; the error was printed when it happened',
      },
    ]
  }
  if (state === 'completed') return []
  const { planned } = block.requests
  const message = `stopped by the user after ${tally.measured}${planned === null ? '' : ` of ${planned}`} measured requests`
  return [{ code: 'interrupted', severity: 'degraded', message, hint: 'let it run to its end before comparing it' }]
}

function judgeErrors({ tally }: Evidence): Reason[] {
  const { completed, failed, cancelled } = tally
  const most = [...tally.failures]
    .filter(([kind]) => kind !== 'cancelled' && kind !== 'notSent')
    .sort((a, b) => b[1] - a[1])[0]
  const mostly = most === undefined ? '' : `, mostly ${most[0]} (${most[1]})`
  const hint = 'look at the errors in the report, then at the target'
  if (completed === 0) {
    if (failed > 0) {
      const message = `every request failed: ${failed} of ${failed + cancelled}${mostly}`
      return [{ code: 'errors', severity: 'invalid', message, hint }]
    }
    const message = `no request of the measured phase completed; ${counted(cancelled, 'request')} cancelled, ${tally.warmup} in warm-up`
    return [{ code: 'nothing-measured', severity: 'invalid', message, hint: 'run longer, or with a shorter warm-up' }]
  }
  if (failed === 0) return []
  const share = failed / (completed + failed)
  const severity = share > mostFailedShare.invalid ? 'invalid' : share > mostFailedShare.degraded ? 'degraded' : 'note'
  const message = `${failed} of ${completed + failed} requests failed (${percent(share)})${mostly}; latencies are of the others only`
  return [{ code: 'errors', severity, message, hint }]
}

function judgeClock({ tally: { backwards, measured } }: Evidence): Reason[] {
  if (backwards === 0) return []
  const share = backwards / measured
  const message = `times of ${backwards} of ${counted(measured, 'request')} run backwards (${percent(share)}), such as an answer before its request: the clock was set, or the file is wrong`
  const severity = share > mostBackwards ? 'invalid' : 'degraded'
  return [{ code: 'clock-backwards', severity, message, hint: 'run it again on a machine whose clock runs on' }]
}
