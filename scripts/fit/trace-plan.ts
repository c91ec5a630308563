import type { TracePlan } from '../../src/workload/run-plan.ts'

/** A plan that reads a trace whole, its format by its content. */
export const tracePlan = (path: string): TracePlan => ({
  ...{ kind: 'trace', path, format: null, columns: {}, skip: 0, take: null, skipBadRows: false, sharing: true },
  missing: { input: { kind: 'fixed', tokens: 1 }, output: { kind: 'fixed', tokens: 1 } },
})
