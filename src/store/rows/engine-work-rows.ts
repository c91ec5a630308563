/** What the engine did in a run as rows of `engine_work`, `engine_phases` and `kernel_totals`, and back. */
import type { Database } from 'better-sqlite3'
import {
  type EngineWork,
  type KernelWork,
  type PeakRates,
  type PhaseName,
  type PhaseWork,
  phaseNames,
} from '../../core/engine-work.ts'

export interface EngineWorkRows {
  /** Replaces what is kept for the run. */
  write(run: number, work: EngineWork): void
  /** Null where nothing is kept. */
  read(run: number): EngineWork | null
}

interface WorkRow {
  readonly isa: string
  readonly threads: number
  readonly peaks: string | null
}
interface PhaseRow {
  readonly steps: number
  readonly tokens: number
  readonly step_ns: number
  readonly model_flops: number
  readonly moved_bytes: number
}

export function engineWorkRows(database: Database): EngineWorkRows {
  return { write: writer(database), read: reader(database) }
}

function writer(database: Database): EngineWorkRows['write'] {
  const remove = database.prepare('DELETE FROM engine_work WHERE run = ?')
  const insert = database.prepare('INSERT INTO engine_work (run, isa, threads, peaks) VALUES (?, ?, ?, ?)')
  const insertPhase = database.prepare('INSERT INTO engine_phases VALUES (?, ?, ?, ?, ?, ?, ?)')
  const insertKernel = database.prepare('INSERT INTO kernel_totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const writePhase = (run: number, phase: PhaseName, work: PhaseWork) => {
    const { steps, tokens, stepNs, modelFlops, movedBytes } = work
    insertPhase.run(run, phase, steps, tokens, Math.round(stepNs), modelFlops, movedBytes)
    for (const [position, { name, op, type, calls, ns, flops, bytes }] of work.kernels.entries())
      insertKernel.run(run, phase, position, name, op, type, calls, Math.round(ns), flops, bytes)
  }
  return (run, { isa, threads, peaks, phases }) => {
    remove.run(run)
    insert.run(run, isa, threads, peaks === null ? null : JSON.stringify(peaks))
    for (const phase of phaseNames) writePhase(run, phase, phases[phase])
  }
}

function reader(database: Database): EngineWorkRows['read'] {
  const select = database.prepare<[number], WorkRow>('SELECT isa, threads, peaks FROM engine_work WHERE run = ?')
  const selectPhase = database.prepare<[number, string], PhaseRow>(
    'SELECT * FROM engine_phases WHERE run = ? AND phase = ?',
  )
  const selectKernels = database.prepare<[number, string], KernelWork>(
    'SELECT name, op, type, calls, ns, flops, bytes FROM kernel_totals WHERE run = ? AND phase = ? ORDER BY position',
  )
  const readPhase = (run: number, phase: PhaseName): PhaseWork => {
    const row = selectPhase.get(run, phase) as PhaseRow
    return {
      ...{ steps: row.steps, tokens: row.tokens, stepNs: row.step_ns },
      ...{ modelFlops: row.model_flops, movedBytes: row.moved_bytes },
      kernels: selectKernels.all(run, phase),
    }
  }
  return (run) => {
    const row = select.get(run)
    if (row === undefined) return null
    const peaks = row.peaks === null ? null : (JSON.parse(row.peaks) as PeakRates)
    const phases = { prefill: readPhase(run, 'prefill'), decode: readPhase(run, 'decode') }
    return { isa: row.isa, threads: row.threads, peaks, phases }
  }
}
