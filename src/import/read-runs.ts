import { detectFormat } from './detect-format.ts'
import type { ImportFile, ImportFormat, ImportedRun } from './imported-run.ts'
import { importFault } from './reading/import-fault.ts'
import { absent } from './reading/notes.ts'

export interface RunsOfFile {
  readonly format: ImportFormat
  readonly runs: readonly ImportedRun[]
}

/** The runs of a file, one or more. `name`: the format, where it is not to be detected. Throws import.unknown and import.malformed. */
export function readRuns(file: ImportFile, name?: string): RunsOfFile {
  const format = detectFormat(file, name)
  const runs = format.parse(file)
  if (runs.length === 0) throw importFault(file, { message: `expected a run of ${format.title}, got none` })
  return { format, runs: runs.map(settle) }
}

/** Tools write zeros where nothing completed; those stay in the figures as the file has them and are figures of ours nowhere. */
function settle(run: ImportedRun): ImportedRun {
  if (run.requests.completed !== 0) return run
  const figures = run.figures.map((figure) => {
    const counts = figure.metric === null || /^(?:requests|window)\./.test(figure.metric)
    return counts ? figure : { ...figure, metric: null, ours: null }
  })
  const note = absent('metrics', 'no request completed: zeros of the file stand for nothing and are not translated')
  return { ...run, figures, notes: [...run.notes, note] }
}
