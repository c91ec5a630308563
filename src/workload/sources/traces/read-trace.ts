import { InfbenchError } from '../../../core/errors.ts'
import type { TracePlan } from '../../run-plan.ts'
import { rowBuilder } from '../rows/row-builder.ts'
import type { RowList } from '../rows/row-list.ts'
import type { UntoldLengths } from '../rows/row-maker.ts'
import type { Need } from '../need.ts'
import { badRowNotes } from './bad-rows.ts'
import { type ReadOptions, type ReadRows, readRows } from './read-rows.ts'

/** A trace as it was read. */
export interface ReadTrace {
  readonly rows: RowList
  readonly format: string
  /** SHA-256 (hex) of the file's unpacked bytes, as far as they were read. */
  readonly fingerprint: string
  /** Records left out because they could not be read (`skipBadRows`). */
  readonly badRows: number
  readonly records: number
  /** Rows before `skip` and `take`. */
  readonly readRows: number
  readonly notes: readonly string[]
  readonly untold: UntoldLengths
}

/** Texts beyond this would not fit in memory beside all else. */
const mostCharacters = 2 ** 29

/**
 * Reads a trace into memory, from its file unless its bytes are given; of a large file no more than `need` says. Errors:
 * `source.unreadable` as `readRows`.
 */
export async function readTrace(
  plan: TracePlan,
  chunks: ReadOptions['chunks'] = null,
  need: Need | null = null,
): Promise<ReadTrace> {
  const builder = rowBuilder(plan)
  const sink = {
    add: (row: Parameters<typeof builder.add>[0]) => {
      builder.add(row)
      if (builder.heldCharacters > mostCharacters) throw tooMuchText(plan, builder.length)
    },
    get length() {
      return builder.length
    },
  }
  const isEnough = () => need !== null && (builder.length >= need.rows || (builder.lastNs ?? 0) > need.untilNs)
  const read = await readRows(plan, sink, { chunks, ...(need === null ? {} : { isEnough }) })
  const { rows, notes, untold } = builder.finish(read.format?.orderedBy === 'end')
  const { fingerprint, badRows, records, format } = read
  return {
    ...{ rows, fingerprint, badRows, records, untold, readRows: read.rows, format: format?.name ?? 'table' },
    notes: [...readNotes(read), ...notes],
  }
}

/** What was not read, a sentence each. */
export function readNotes({ badRows, records, rows, isWhole }: ReadRows): string[] {
  return [
    ...badRowNotes({ badRows, records }),
    ...(isWhole ? [] : [`only the first ${rows} rows were read: the run needs no more`]),
  ]
}

const tooMuchText = ({ path }: TracePlan, rows: number) =>
  new InfbenchError('source.unreadable', {
    message: `${path}: expected at most ${mostCharacters} characters of prompts, got more in the first ${rows} requests`,
    hint: `set take: ${rows} beside trace, or less`,
  })
