import { parseDurationNs } from '../../core/units.ts'
import type { StartPlan } from '../run-plan.ts'
import type { WorkloadFile } from '../schema.ts'

type StartFields = NonNullable<WorkloadFile['target']['start']>

/** Where a started server is asked, its port written out where it is known. */
export const startedUrl = ({ port, api }: Pick<StartFields, 'port' | 'api'>): string =>
  `http://127.0.0.1:${port === 'auto' ? '{port}' : port}${api.replace(/\/+$/, '')}`

/** The start command as the workload has it; `resolvePath` makes its folder usable from the current one. */
export function startPlan(start: StartFields, resolvePath: (path: string) => string): StartPlan {
  const { command, folder, port, ready, api, within, environment } = start
  return {
    command,
    folder: resolvePath(folder),
    port: port === 'auto' ? null : port,
    readyPath: ready ?? `${api.replace(/\/+$/, '')}/models`,
    patienceNs: parseDurationNs(within) as number,
    environment,
  }
}
