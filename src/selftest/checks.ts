import type { CheckResult } from '../core/certificate.ts'

type Check = Pick<CheckResult, 'group' | 'label' | 'unit' | 'bar' | 'better'>

/** At most 2,000 streams at once, and the files that the harness itself has open. */
const neededFiles = 2_100

const bias = (group: string, what: string, share: string, bar: number): Check => ({
  ...{ group, label: `${what} bias ${share}`, unit: 'ms', bar, better: 'lower' },
})
const exact = (group: string, label: string): Check => ({ group, label, unit: '', bar: 0, better: 'lower' })

/** Every check with its bar. What is measured is an error: the harness's figure minus the server's own log. */
export const checks = {
  'ttft-bias-p50': bias('8 users', 'TTFT', 'p50', 0.2),
  'ttft-bias-p99': bias('8 users', 'TTFT', 'p99', 1),
  'itl-error-p99': { ...bias('8 users', 'ITL', 'p99', 0.4), label: 'ITL error p99' },
  'e2e-bias-p50': bias('8 users', 'E2E', 'p50', 0.4),
  'e2e-bias-p99': bias('8 users', 'E2E', 'p99', 2),
  'role-ttft-bias-p50': bias('early role chunk', 'TTFT', 'p50', 0.2),
  'role-ttft-bias-p99': bias('early role chunk', 'TTFT', 'p99', 1),
  'reasoning-ttft-bias-p50': bias('reasoning first', 'TTFT', 'p50', 0.2),
  'reasoning-ttft-bias-p99': bias('reasoning first', 'TTFT', 'p99', 1),
  'grouped-tokens': exact('4 tokens an event', 'requests with wrong tokens'),
  'running-tokens': exact('4 tokens an event, counted', 'requests with wrong tokens'),
  'uncounted-tokens': exact('no usage', 'requests with wrong tokens'),
  'multibyte-tokens': exact('multi-byte text', 'requests with wrong tokens'),
  'loaded-ttft-bias-p50': bias('32 streams x 200 tok/s', 'TTFT', 'p50', 0.2),
  'loaded-ttft-bias-p99': bias('32 streams x 200 tok/s', 'TTFT', 'p99', 1),
  'cpu-per-event': { group: '32 streams x 200 tok/s', label: 'CPU per event', unit: 'us', bar: 12, better: 'lower' },
  'events-per-cpu-second': {
    group: 'unpaced',
    label: 'events per CPU second',
    unit: '1/s',
    bar: 420_000,
    better: 'higher',
  },
  'requests-per-cpu-second': {
    group: 'unpaced',
    label: 'plain requests per CPU second',
    unit: '1/s',
    bar: 30_000,
    better: 'higher',
  },
  'lag-50-p50': { ...bias('50 requests/s', 'send', 'p50', 0.2), label: 'send lag p50' },
  'lag-50-p99': { ...bias('50 requests/s', 'send', 'p99', 0.5), label: 'send lag p99' },
  'lag-50-max': { ...bias('50 requests/s', 'send', 'max', 2), label: 'send lag max' },
  'gap-sd': { ...bias('50 requests/s', 'gap', 'sd', 0.2), label: 'spread of constant gaps (sd)' },
  'lag-500-p99': { ...bias('500 requests/s', 'send', 'p99', 1), label: 'send lag p99' },
  'rate-error': { group: '500 requests/s', label: 'error of the achieved rate', unit: '%', bar: 0.5, better: 'lower' },
  'stall-error': { group: 'server stands still', label: 'error of p50, p90, p99', unit: '%', bar: 1, better: 'lower' },
  'stall-dropped': exact('server stands still', 'requests not sent or not answered'),
  connections: { group: 'connections', label: 'opened at once', unit: '', bar: 2_000, better: 'higher' },
  'open-files': {
    group: 'connections',
    label: 'open files allowed (ulimit -n)',
    unit: '',
    bar: neededFiles,
    better: 'higher',
  },
} as const satisfies Readonly<Record<string, Check>>

export type CheckName = keyof typeof checks

/** A check with what was measured. A bias counts by its size; what could not be measured has not passed. */
export function checked(name: CheckName, measured: number | null): CheckResult {
  const check = checks[name]
  const known = measured === null || Number.isNaN(measured) ? null : measured
  const passed = known !== null && (check.better === 'lower' ? Math.abs(known) <= check.bar : known >= check.bar)
  return { name, ...check, measured: known, passed }
}
