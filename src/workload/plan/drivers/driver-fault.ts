import type { Fault } from '../../file/fault.ts'
import type { SoundParts } from '../cross-checks.ts'

/** A fault of a workload whose driver cannot do what is asked at `path`. */
export type DriverFault = (path: Fault['path'], expected: string, got: string, why: string) => Fault

/** Says what `driver` cannot do, where, and who can. */
export const faultBeside =
  (driver: string): DriverFault =>
  (path, expected, got, why) => ({
    ...{ path, at: 'value' },
    message: `expected ${expected} beside driver ${driver}, got ${got}: ${why}; driver: native can`,
  })

/** Requests that wait for the answers of others, which only the harness itself plays. */
export function sessionFaults({ requests }: SoundParts, fault: DriverFault, driver: string): Fault[] {
  const sources = [requests?.source, ...(requests?.classes ?? []).map(({ source }) => source)]
  if (!sources.some((source) => source?.sessions !== undefined)) return []
  return [fault(['requests', 'source'], 'independent requests', 'sessions', `${driver} cannot wait for answers`)]
}

/** Several load generators are the harness's own way. */
export function workerFaults({ load }: SoundParts, fault: DriverFault, why: string): Fault[] {
  const { workers = 1 } = load ?? {}
  return workers === 1 ? [] : [fault(['load', 'workers'], '1', String(workers), why)]
}
