import type { ImportedRun } from '../imported-run.ts'

type Told = Pick<ImportedRun, 'tool' | 'name' | 'figures' | 'notes'> & Partial<ImportedRun>

/** A run of a file without values per request; what is not told of it is unknown. */
export function summaryRun(told: Told): ImportedRun {
  return {
    ...{ toolVersion: null, startedAtMs: null, settings: {}, records: null, environment: null },
    target: { url: null, model: null, facts: {} },
    requests: { planned: null, completed: null, failed: null },
    window: { durationNs: null },
    ...told,
  }
}

/** Of a format whose files were at hand only as its documentation and sources have them. */
export const noSampleAtHand = {
  code: 'assumed',
  metric: null,
  message: "read by the tool's documentation and sources; no recorded file of it was at hand to try",
} as const
