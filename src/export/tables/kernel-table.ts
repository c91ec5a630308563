import type { RunDocument } from '../../metrics/run-document.ts'
import type { Cell, Column, Table } from './column.ts'

type Kernel = NonNullable<RunDocument['kernels']>['totals'][number]

/** What one kernel did in one phase of a run of the bundled engine. */
export interface ExportedKernel {
  readonly runId: string
  readonly kernel: Kernel
}

const column = (
  name: string,
  type: Column<ExportedKernel>['type'],
  unit: string | null,
  meaning: string,
  of: (kernel: Kernel) => Cell,
): Column<ExportedKernel> => ({ name, type, unit, meaning, of: ({ kernel }) => of(kernel) })

/** A row per kernel and phase; none for runs against endpoints. */
export const kernelTable: Table<ExportedKernel> = {
  name: 'kernels',
  row: 'kernel of the bundled engine and phase, layers taken together',
  columns: [
    { name: 'run_id', type: 'text', unit: null, meaning: 'the run it belongs to', of: ({ runId }) => runId },
    column('phase', 'text', null, 'prefill or decode', ({ phase }) => phase),
    column('name', 'text', null, "the kernel's place in the plan", ({ name }) => name),
    column('op', 'text', null, 'operator', ({ op }) => op),
    column('type', 'text', null, 'number type of its arithmetic', ({ type }) => type),
    column('calls', 'integer', null, 'calls in the window', ({ calls }) => calls),
    column('ms', 'number', 'ms', 'time in it', ({ ms }) => ms),
    column('share', 'number', 'share', "of the phase's step time", ({ share }) => share),
    column('flop', 'number', 'FLOP', 'arithmetic, by its formula', ({ flop }) => flop),
    column('bytes', 'number', 'bytes', 'memory traffic, by its formula', ({ bytes }) => bytes),
    column('flop_per_s', 'number', 'FLOP/s', 'flop over time', ({ flopPerS }) => flopPerS),
    column('bytes_per_s', 'number', 'bytes/s', 'bytes over time', ({ bytesPerS }) => bytesPerS),
    column('bound_by', 'text', null, 'the roof that allows less: compute or memory', ({ boundBy }) => boundBy),
    column('roof_share', 'number', 'share', 'of that roof', ({ roofShare }) => roofShare),
    column('gap_ms', 'number', 'ms', 'time beyond what the roof asks for', ({ gapMs }) => gapMs),
  ],
}

/** The kernels of a run, in the order of its document. */
export const kernelsOf = ({ runId, kernels }: RunDocument): readonly ExportedKernel[] =>
  (kernels?.totals ?? []).map((kernel) => ({ runId, kernel }))
