import { sToNs } from '../../../src/core/units.ts'
import type { ArrivalPlan } from '../../../src/workload/run-plan.ts'
import { kolmogorovOnePercent } from '../figures/kolmogorov.ts'
import type { Spread } from '../figures/spread.ts'
import type { ClientFigures } from '../runners/client-task.ts'
import { runClient } from '../runners/run-client.ts'
import { type RowBar, type Sitting, sitting } from './sitting.ts'

/** Whether requests leave when they are due, and whether waiting counts. */
type Row = RowBar<ClientFigures>
const model = 'mock-ttft20-itl2-n8'
const constant = (ratePerSecond: number) => ({ process: 'constant', ratePerSecond }) as const

const paced = (name: string, arrival: ArrivalPlan, requests: number, rows: readonly Row[], quick = false) =>
  sitting(
    name,
    (cores) => runClient({ model, outputTokens: 8, arrival, requests, warmupNs: sToNs(1) }, cores),
    rows,
    quick,
  )

const lag = (name: string, bar: number, of: (lag: Spread) => number): Row => ({
  ...{ name: `send lag ${name}`, unit: 'ms', better: 'less', bar },
  of: (f) => of(f.lag),
})
const rate: Row = {
  name: 'rate off by',
  unit: '%',
  better: 'less',
  bar: 0.5,
  of: (f) => 100 * Math.abs(f.rateShare - 1),
}
const even: Row = { name: 'gaps sd', unit: 'ms', better: 'less', bar: 0.2, of: (f) => f.gapDeviation }
const drawn: Row = {
  ...{ name: 'KS statistic', unit: '', better: 'less', bar: kolmogorovOnePercent },
  of: (f) => f.kolmogorov ?? Number.NaN,
}
const p50 = lag('p50', 0.2, (l) => l.p50)
const p99 = (bar: number) => lag('p99', bar, (l) => l.p99)

/** 2 s without a byte from the 40th request on, at 20 requests per second. */
const freeze = (name: string, arrival: ArrivalPlan): Sitting =>
  sitting(
    name,
    (cores) =>
      runClient(
        { ...{ model: 'mock-ttft50-itl10-n8-sn40-sd2000', outputTokens: 8 }, arrival, requests: 200, warmupNs: 0 },
        cores,
      ),
    [
      ...([0.5, 0.9, 0.99] as const).map(
        (share): Row => ({
          ...{ name: `p${share * 100} off by`, unit: '%', better: 'less', bar: 1 },
          of: (f) => {
            const key = `p${share * 100}` as 'p50' | 'p90' | 'p99'
            return 100 * Math.abs(f.dueTtft[key] / f.trueDueTtft[key] - 1)
          },
        }),
      ),
      { name: 'dropped', unit: 'requests', better: 'less', bar: 0, of: (f) => 200 - f.requests + f.failed },
    ],
  )

export const pacingSittings: readonly Sitting[] = [
  paced('50/s', constant(50), 450, [p50, p99(0.5), lag('max', 2, (l) => l.max), rate, even], true),
  paced('500/s', constant(500), 3000, [p99(1), rate]),
  paced('poisson 100/s', { process: 'poisson', ratePerSecond: 100 }, 1000, [drawn]),
  // A larger cv asks for a fifth of the gaps below what one request takes to be written; such schedules are judged in the tests.
  paced('gamma cv 0.5, 100/s', { process: 'gamma', ratePerSecond: 100, cv: 0.5 }, 1000, [drawn]),
  freeze('2 s freeze', constant(20)),
  freeze('2 s freeze, at most 8 in flight', { ...constant(20), maxInFlight: 8 }),
]
