import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { DetectionRow } from './detection-rows.ts'
import type { GateOutcome, GateSettings } from './one-gate.ts'

/** All gates of a study, so that it can be made in pieces. */
export interface StudyDocument {
  readonly schema: 'infbench.study-gate/1'
  readonly settings: GateSettings
  readonly rows: readonly DetectionRow[]
  readonly gates: readonly GateOutcome[]
}

/** The gates made before with the same settings; none where there is no file. Throws where the file is of other settings. */
export function earlierGates(path: string | null, settings: GateSettings): readonly GateOutcome[] {
  if (path === null || !existsSync(path)) return []
  const { settings: before, gates } = JSON.parse(readFileSync(path, 'utf8')) as StudyDocument
  if (JSON.stringify(before) === JSON.stringify(settings)) return gates
  throw new RangeError(`${path}: expected gates of ${JSON.stringify(settings)}, got ${JSON.stringify(before)}`)
}

/** Replaces the file as a whole. */
export function writeStudy(path: string | null, document: StudyDocument): void {
  if (path === null) return
  writeFileSync(`${path}.part`, `${JSON.stringify(document)}\n`)
  renameSync(`${path}.part`, path)
}
