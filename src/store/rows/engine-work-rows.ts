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
  const remove = database.prepare('DELETE FROM engine_work WHERE run = ?')
  const insert = database.prepare('INSERT INTO engine_work (run, isa, threads, peaks) VALUES (?, ?, ?, ?)')
  const insertPhase = database.prepare('INSERT INTO engine_phases VALUES (?, ?, ?, ?, ?, ?, ?)')
  const insertKernel = database.prepare('INSERT INTO kernel_totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const select = database.prepare<[number], WorkRow>('SELECT isa, threads, peaks FROM engine_work WHERE run = ?')
  const selectPhase = database.prepare<[number, string], PhaseRow>(
    'SELECT * FROM engine_phases WHERE run = ? AND phase = ?',
  )
  const selectKernels = database.prepare<[number, string], KernelWork>(
    'SELECT name, op, type, calls, ns, flops, bytes FROM kernel_totals WHERE run = ? AND phase = ? ORDER BY position',
  )
  const writePhase = (run: number, name: PhaseName, phase: PhaseWork) => {
    const { steps, tokens, stepNs, modelFlops, movedBytes } = phase
    insertPhase.run(run, name, steps, tokens, Math.round(stepNs), modelFlops, movedBytes)
    for (const [position, { name: kernel, op, type, calls, ns, flops, bytes }] of phase.kernels.entries())
      insertKernel.run(run, name, position, kernel, op, type, calls, Math.round(ns), flops, bytes)
  }
  const readPhase = (run: number, name: PhaseName): PhaseWork => {
    const row = selectPhase.get(run, name) as PhaseRow
    return {
      ...{ steps: row.steps, tokens: row.tokens, stepNs: row.step_ns },
      ...{ modelFlops: row.model_flops, movedBytes: row.moved_bytes },
      kernels: selectKernels.all(run, name),
    }
  }
  return {
    write(run, { isa, threads, peaks, phases }) {
      remove.run(run)
      insert.run(run, isa, threads, peaks === null ? null : JSON.stringify(peaks))
      for (const name of phaseNames) writePhase(run, name, phases[name])
    },
    read(run) {
      const row = select.get(run)
      if (row === undefined) return null
      const peaks = row.peaks === null ? null : (JSON.parse(row.peaks) as PeakRates)
      const phases = { prefill: readPhase(run, 'prefill'), decode: readPhase(run, 'decode') }
      return { isa: row.isa, threads: row.threads, peaks, phases }
    },
  }
}
