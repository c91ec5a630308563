import { InfbenchError } from '../../../core/errors.ts'
import type { TracePlan } from '../../run-plan.ts'
import { type RowBuilder, rowBuilder } from '../rows/row-builder.ts'
import type { RowList } from '../rows/row-list.ts'
import type { UntoldLengths } from '../rows/row-maker.ts'
import type { Need } from '../need.ts'
import { badRowNotes } from './bad-rows.ts'
import { NeedMeter } from './need-meter.ts'
import type { TraceRow } from '../formats/trace-row.ts'
import { type ReadOptions, type ReadRows, type RowSink, readRows } from './read-rows.ts'

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
  /** Input plus output tokens of the largest row that was read, kept or not. */
  readonly largestTokens: number
  /** Whether there are rows that were not kept. */
  readonly isPart: boolean
}

/** Texts beyond this would not fit in memory beside all else. */
const mostCharacters = 2 ** 29

/**
 * Reads a trace into memory, from its file unless its bytes are given; of a large file no more is kept than `need` says. Where its
 * sessions are played (`plays`) the file is read to its end, for a session may go on anywhere, but none is begun once
 * there are enough, so that memory holds the sessions that are kept. Errors: `source.unreadable` as `readRows`.
 */
export async function readTrace(
  plan: TracePlan,
  chunks: ReadOptions['chunks'] = null,
  need: Need | null = null,
  plays = false,
): Promise<ReadTrace> {
  const builder = rowBuilder(plan)
  const sink = keptRows(plan, builder, need)
  const isEnough = () => {
    const enough = sink.isEnough()
    if (plays && enough) sink.close()
    return enough && !plays
  }
  const read = await readRows(plan, sink, { chunks, ...(need === null ? {} : { isEnough }) })
  const { rows, notes, untold } = builder.finish(read.format?.orderedBy === 'end')
  const { fingerprint, badRows, records, format } = read
  const { largestTokens, sessions } = builder
  const part = sink.passed === 0 ? [] : [`only the first ${sessions} sessions were kept: the run needs no more`]
  return {
    ...{ rows, fingerprint, badRows, records, untold, readRows: read.rows, format: format?.name ?? 'table' },
    ...{ largestTokens, isPart: !read.isWhole || sink.passed > 0, notes: [...readNotes(read), ...part, ...notes] },
  }
}

interface KeptRows extends RowSink {
  readonly isEnough: () => boolean
  /** From now on only rows of sessions that have begun are kept. */
  readonly close: () => void
  /** Rows that were not kept. */
  readonly passed: number
}

function keptRows(plan: TracePlan, builder: RowBuilder, need: Need | null): KeptRows {
  const meter = need === null ? null : new NeedMeter(need)
  let isClosed = false
  let passed = 0
  const isNew = ({ session }: TraceRow) => session === undefined || !builder.holdsSession(session.id)
  return {
    add: (row) => {
      const begins = isNew(row)
      if (isClosed && begins) {
        passed++
        builder.pass(row)
        return
      }
      const tokens = builder.add(row)
      meter?.see(row, tokens, begins)
      if (builder.heldCharacters > mostCharacters) throw tooMuchText(plan, builder.length)
    },
    get length() {
      return builder.length + passed
    },
    isEnough: () => meter?.isMet(builder.lastNs) === true,
    close: () => {
      isClosed = true
    },
    get passed() {
      return passed
    },
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
