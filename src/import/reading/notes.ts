import type { ImportNote } from '../../core/imported/imported-figure.ts'

type Note = (metric: string | null, message: string) => ImportNote

/** The tool means something else by it. */
export const definition: Note = (metric, message) => ({ code: 'definition', metric, message })
/** Its percentiles are made otherwise. */
export const percentile: Note = (metric, message) => ({ code: 'percentile', metric, message })
/** The file does not have it. */
export const absent: Note = (metric, message) => ({ code: 'absent', metric, message })
/** Computed here from what the file has. */
export const derived: Note = (metric, message) => ({ code: 'derived', metric, message })
/** The file has it in another unit. */
export const unit: Note = (metric, message) => ({ code: 'unit', metric, message })
/** The file does not say; this was taken instead. */
export const assumed: Note = (metric, message) => ({ code: 'assumed', metric, message })

/** What every file without values per request lacks. */
export const summaryOnly = absent(
  null,
  'no values per request: no distributions beyond the percentiles given, no course over time, no validity of the samples',
)
