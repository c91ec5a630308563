import { monotonicClock } from '../../engine/telemetry/clock.ts'
import type { AloneRow } from './alone/alone-rows.ts'
import { mergeRows, readDocument, type StudyDocument, writeDocument } from './output/document.ts'
import { machineFacts } from './output/machine.ts'
import { studyTable } from './output/table.ts'
import type { PeerPaths } from './peers/peer-paths.ts'
import { measureStepRow, type StudyWorld } from './rows/measure-step-row.ts'
import type { ResultRow, StepRow } from './rows/row.ts'
import { createCast } from './runners/cast.ts'
import { createCpuMeter } from './sampling/cpu-meter.ts'
import { createPeakLog } from './sampling/peak-log.ts'

export interface Study {
  readonly steps: readonly StepRow[]
  readonly alone: readonly AloneRow[]
  /** All rows there are, in the order of the table. */
  readonly names: readonly string[]
  readonly paths: PeerPaths
  readonly threads: number
  readonly withPeers: boolean
  readonly rounds: number
  readonly mostOthersShare: number
  /** The document to merge into, or null. */
  readonly json: string | null
  say(line: string): void
}

/** Measures row by row; the document is written after each, so that what was measured is not lost. */
export async function runStudy(study: Study): Promise<StudyDocument> {
  const nowNs = monotonicClock()
  const meter = createCpuMeter(nowNs)
  const cast = createCast(study.steps, study.paths, study.threads)
  const peaks = createPeakLog(() => cast.peaks(), nowNs)
  const { withPeers, rounds, mostOthersShare } = study
  const readCpu = (pids: readonly number[]) => meter.read([process.pid, ...pids])
  const world: StudyWorld = { cast, peaks, withPeers, rounds, mostOthersShare, readCpu }
  let document = readDocument(study.json)
  const measured = async (measure: () => Promise<readonly ResultRow[]>) => {
    const startedAt = nowNs()
    const rows = await measure()
    const timed = rows.map((row, i) => (i === 0 ? { ...row, seconds: (nowNs() - startedAt) / 1e9 } : row))
    const machine = machineFacts(study.threads, peaks.since(0))
    document = { machine, rows: mergeRows(document.rows, timed, study.names) }
    if (study.json !== null) writeDocument(study.json, document)
    for (const row of timed) study.say(studyTable([row]).split('\n')[1] ?? '')
  }
  try {
    for (const [i, row] of study.steps.entries()) {
      await cast.dismiss(study.steps.slice(i))
      await measured(() => measureStepRow(row, world))
    }
    await cast.dismiss([])
    for (const row of study.alone) await measured(() => row.measure(world))
  } finally {
    await cast.close()
  }
  return document
}
