import { msToNs, NS_PER_US } from '../../../../core/units.ts'
import { RowFault } from '../../files/row-fault.ts'
import type { RecordValues } from '../../files/source-record.ts'
import { messagesAt } from '../datasets/messages.ts'
import type { TraceFormat } from '../trace-format.ts'
import type { Instant, TextContent, TraceRow } from '../trace-row.ts'
import { hasKeys, instant, isAbsent, numberOrNull, text, tokens, tokensOrNull } from '../values.ts'

/** A row of what `infbench record` writes: a completion that went by, without its text unless that was asked for. */
export interface RecordedRow {
  /** Arrival, ms since 1970 to the microsecond. */
  readonly recorded_at: number
  readonly api: 'chat' | 'completions'
  readonly model: string | null
  readonly stream: boolean
  readonly max_tokens: number | null
  readonly status: number | null
  /** `ok`, or how it failed. */
  readonly outcome: string
  readonly input_tokens: number | null
  /** `tokenizer`: its texts, without the chat template; `bytes`: by those that a token has in other prompts to this model. */
  readonly input_counted_by: 'usage' | 'tokenizer' | 'bytes' | null
  readonly output_tokens: number | null
  readonly output_counted_by: 'usage' | 'tokenizer' | 'events' | 'bytes' | null
  /** Which one counted what the server did not; null: none did. Recordings of before have no such key. */
  readonly tokenizer: string | null
  readonly cached_tokens: number | null
  /** As the proxy saw them, from the arrival on. */
  readonly ttft_ms: number | null
  readonly e2e_ms: number
  /** Conversation that the prompt goes on with, its turn from 0, and the time since the answer before. */
  readonly session: string | null
  readonly turn: number | null
  readonly think_ms: number | null
  readonly prompt_bytes: number
  readonly block_bytes: number
  /** Chained ids of the prompt's whole blocks: equal ids are equal text up to there. */
  readonly prompt_blocks: readonly string[]
  readonly messages?: unknown
  readonly prompt?: unknown
  readonly answer?: string
}

/**
 * Recordings of `infbench record`. A block's tokens are set where it first appears, by that prompt's tokens per byte, and are the
 * same in every later prompt that begins with it: so lengths are exactly those recorded and prompts share exactly the blocks
 * that they shared. Requests that the server refused are in the file and are not replayed.
 */
export const recorded: TraceFormat = {
  name: 'recorded',
  about: 'Recordings of infbench record: lengths, times and prefix blocks of live traffic',
  origin: 'infbench record --help',
  orderedBy: 'end',
  detect: (first) => hasKeys(first, ['recorded_at', 'prompt_blocks', 'input_tokens']),
  open: () => {
    const bounds = new Map<string, number>()
    return (record) => (isAccepted(record) ? rowOf(record, bounds) : [])
  },
}

/** An answer that broke off was work for the server all the same. */
function isAccepted(record: RecordValues): boolean {
  if (!hasKeys(record, ['status'])) throw new RowFault(['status'], 'an HTTP status or null', undefined)
  const status = numberOrNull(record, 'status')
  return status !== null && status >= 200 && status <= 299
}

function rowOf(record: RecordValues, bounds: Map<string, number>): TraceRow {
  const inputTokens = tokens(record, 'input_tokens')
  const content = contentOf(record)
  return {
    at: toTheMicrosecond(instant(record, 'recorded_at', 'ms')),
    inputTokens,
    outputTokens: tokensOrNull(record, 'output_tokens'),
    ...(content === null ? {} : { content }),
    ...blocksOf(record, inputTokens, bounds),
    ...sessionOf(record),
  }
}

/** A time since 1970 in ms has a quarter of a microsecond for its last bit. */
const toTheMicrosecond = ({ ms, ns }: Instant): Instant => ({ ms, ns: Math.round(ns / NS_PER_US) * NS_PER_US })

function contentOf(record: RecordValues): TextContent | null {
  if (!isAbsent(record['messages'])) return { kind: 'messages', messages: messagesAt(record['messages'], 'messages') }
  return typeof record['prompt'] === 'string' ? { kind: 'text', text: text(record, 'prompt') } : null
}

function sessionOf(record: RecordValues): Pick<TraceRow, 'session'> {
  if (isAbsent(record['session'])) return {}
  const thinkMs = numberOrNull(record, 'think_ms')
  const thinkNs = thinkMs === null ? null : Math.round(msToNs(Math.max(0, thinkMs)))
  return { session: { id: text(record, 'session'), thinkNs, offsetNs: null, sharedTokens: null } }
}

/** `bounds`: the tokens of a prompt up to the end of each block seen so far. */
function blocksOf(record: RecordValues, inputTokens: number, bounds: Map<string, number>): Pick<TraceRow, 'blocks'> {
  const all = record['prompt_blocks']
  if (!Array.isArray(all)) throw new RowFault(['prompt_blocks'], 'a list of block ids', all)
  const wrong = all.findIndex((id) => typeof id !== 'string')
  if (wrong >= 0) throw new RowFault(['prompt_blocks', wrong], 'a block id', all[wrong])
  const blockBytes = tokens(record, 'block_bytes')
  const promptBytes = tokens(record, 'prompt_bytes')
  if (blockBytes * all.length > promptBytes)
    throw new RowFault(['prompt_bytes'], `at least ${blockBytes * all.length} bytes for its blocks`, promptBytes)
  const ids = all as readonly string[]
  const shared = ids.findIndex((id) => !bounds.has(id))
  const known = shared < 0 ? ids.length : shared
  const from = Math.min(inputTokens, known === 0 ? 0 : (bounds.get(ids[known - 1] as string) as number))
  const perByte = (inputTokens - from) / Math.max(1, promptBytes - known * blockBytes)
  for (let i = known; i < ids.length; i++)
    bounds.set(ids[i] as string, from + Math.round((i + 1 - known) * blockBytes * perByte))
  return { blocks: sized(ids, bounds) }
}

/** Blocks too small for a token of their own are left out. */
function sized(ids: readonly string[], bounds: ReadonlyMap<string, number>): NonNullable<TraceRow['blocks']> {
  let before = 0
  const blocks = ids.map((id) => {
    const end = bounds.get(id) as number
    const blockTokens = end - before
    before = end
    return { id, blockTokens }
  })
  const some = blocks.filter(({ blockTokens }) => blockTokens > 0)
  return { ids: some.map(({ id }) => id), blockTokens: some.map(({ blockTokens }) => blockTokens) }
}
