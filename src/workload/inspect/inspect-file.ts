import { byteChunks, fileBytes, isPacked } from '../sources/files/byte-chunks.ts'
import { isParquet } from '../sources/files/parquet-records.ts'
import type { TraceRow } from '../sources/formats/trace-row.ts'
import { openSource } from '../sources/open-source.ts'
import type { PromptContent, SourceRow } from '../sources/request-source.ts'
import { orderNote } from '../sources/rows/order-rows.ts'
import { replayedApart, sessionNote } from '../sources/rows/row-builder.ts'
import { type MadeRow, RowMaker } from '../sources/rows/row-maker.ts'
import { isServeGen } from '../sources/servegen/read-clients.ts'
import type { SourcePlan, TracePlan } from '../sources/source-plan.ts'
import { readNotes } from '../sources/traces/read-trace.ts'
import { type ReadOptions, readRows } from '../sources/traces/read-rows.ts'
import { empty } from '../sources/traces/trace-source.ts'
import { inspectSource, type SourceFigures } from './inspect-source.ts'
import { RowCollector } from './row-figures.ts'

/** Files up to this are read into memory, in which all figures are exact; a packed one is ten times as large unpacked. */
const heldBytes = 64 * 2 ** 20
const heldPackedBytes = heldBytes / 10

const bounds = { blocks: 2 ** 20, sessions: 2 ** 18 }

/** What the source of a plan holds: a large trace is read once and never held, `seen` so many (unpacked) bytes. Errors: `source.*`. */
export async function inspectPlan(plan: SourcePlan, seen: (bytes: number) => void = () => {}): Promise<SourceFigures> {
  const trace = plan.kind === 'trace' ? plan : plan.kind === 'sessions' ? plan.trace : null
  if (trace === null || trace.format === 'servegen' || (trace.format === null && (await isServeGen(trace.path))))
    return inspectSource(await openSource(plan))
  const most = (await isPacked(trace.path)) ? heldPackedBytes : heldBytes
  if ((await fileBytes(trace.path)) <= most) return inspectSource(await openSource(plan))
  const { notes, ...figures } = await inspectStream(
    trace,
    (await isParquet(trace.path)) ? null : counted(byteChunks(trace.path), seen),
  )
  return { ...figures, notes: plan.kind === 'trace' ? notes : notes.filter((note) => !note.includes(replayedApart)) }
}

async function* counted(chunks: AsyncIterable<Uint8Array>, seen: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    seen(bytes)
    yield chunk
  }
}

/**
 * The figures of a trace whose rows are looked at one by one, in the order of the file but for their arrivals. What does not fit in
 * the memory that this takes (some hundred MB at most) is left out by rules that the notes tell.
 */
export async function inspectStream(plan: TracePlan, chunks: ReadOptions['chunks'] = null): Promise<SourceFigures> {
  const collector = new RowCollector()
  const maker = new RowMaker(plan, bounds)
  const times = { told: 0, late: 0, mostNs: 0, latestNs: Number.NEGATIVE_INFINITY }
  const sink = {
    length: 0,
    add(row: TraceRow) {
      const made = maker.make(row)
      collector.add(sourceRow(row, made))
      if (made.timeNs !== null) noteTime(times, made.timeNs)
      this.length++
    },
  }
  const read = await readRows(plan, sink, { chunks })
  if (sink.length === 0) throw empty(plan, { readRows: read.rows, badRows: read.badRows })
  const figures = collector.figures()
  const isOrdered = read.format?.orderedBy === 'end'
  const notes = [
    ...[...readNotes(read), ...maker.notes(), ...collector.notes(), ...boundNotes(maker)],
    ...(figures.sessions === null ? [] : [sessionNote(figures.sessions.sessions, plan.sharing)]),
    ...(times.late === 0 || isOrdered ? [] : [orderNote(times)]),
    ...(times.told > 0 && times.told < sink.length ? ['only some rows have a time: none of the times is used'] : []),
  ]
  return {
    ...{ name: plan.path, format: read.format?.name ?? 'table', fingerprint: read.fingerprint, isDrawn: false },
    untold: maker.untold,
    ...figures,
    notes: notes.map((note) => `${plan.path}: ${note}`),
  }
}

function sourceRow({ content, session }: TraceRow, made: MadeRow): SourceRow {
  const { inputTokens, outputTokens, timeNs, turn, segments } = made
  const lengths = { inputTokens, outputTokens, timestampNs: timeNs }
  const shared: PromptContent | undefined = segments.length === 0 ? undefined : { kind: 'segments', segments }
  const prompt = content ?? shared
  if (prompt === undefined && session === undefined) return lengths // of most rows there is no more: copies would cost
  return {
    ...lengths,
    ...(prompt === undefined ? {} : { prompt }),
    ...(session === undefined || turn === null ? {} : { session: { ...session, turn } }),
  }
}

function noteTime(times: { told: number; late: number; mostNs: number; latestNs: number }, timeNs: number): void {
  times.told++
  if (timeNs < times.latestNs) times.late++
  times.mostNs = Math.max(times.mostNs, times.latestNs - timeNs)
  times.latestNs = Math.max(times.latestNs, timeNs)
}

const boundNotes = ({ isFull, rowsBeyond }: RowMaker): string[] => [
  ...(isFull
    ? [`rows after the first ${bounds.blocks} different prefix blocks count as prompts that share nothing`]
    : []),
  ...(rowsBeyond > 0
    ? [`${rowsBeyond} rows of sessions after the first ${bounds.sessions} count as single requests`]
    : []),
]
