import type { Certificate } from '../../../core/certificate.ts'
import { msToNs, nsToMs } from '../../../core/units.ts'
import type { MeasurementError } from '../../../metrics/validity/measurement-error.ts'
import { digits } from './numbers.ts'

/** `measured with +-0.31 ms TTFT, +-0.08 ms ITL, +-0.52 ms E2E`: 99th percentiles of the self-test's errors. */
export function errorText({ ttft, itl, e2e }: Certificate['errorNs']): string {
  const parts = [
    ['TTFT', ttft],
    ['ITL', itl],
    ['E2E', e2e],
  ] as const
  return `measured with ${parts.map(([name, ns]) => `+-${digits(nsToMs(ns))} ms ${name}`).join(', ')}`
}

/** The same of a run, from its document. */
export function certifiedText({ ttftMs, itlMs, e2eMs, passed, measuredAt }: NonNullable<MeasurementError>): string {
  const errors = {
    ttft: msToNs(ttftMs ?? Number.NaN),
    itl: msToNs(itlMs ?? Number.NaN),
    e2e: msToNs(e2eMs ?? Number.NaN),
  }
  return `${errorText(errors)} (p99, ${passed ? 'certified' : 'bars missed'} ${measuredAt.slice(0, 10)})`
}
