import { RowFault } from '../../files/row-fault.ts'
import type { RecordValues } from '../../files/source-record.ts'
import type { TraceFormat } from '../trace-format.ts'
import { hasKeys, instant, tokens } from '../values.ts'

/** Mooncake cuts prompts into blocks of this many tokens; equal ids are equal blocks after equal blocks. */
const blockTokens = 512

/** Mooncake's traces, which say what prompts share: their beginnings are written so that they share exactly that. */
export const mooncake: TraceFormat = {
  name: 'mooncake',
  about: 'Mooncake traces: timestamp (ms), input_length, output_length, hash_ids of 512-token prefix blocks',
  origin: 'github.com/kvcache-ai/Mooncake',
  detect: (first) =>
    hasKeys(first, ['timestamp', 'input_length', 'output_length']) ||
    hasKeys(first, ['hash_ids', 'input_length', 'output_length']),
  open: () => (record) => ({
    at: instant(record, 'timestamp', 'ms'),
    inputTokens: tokens(record, 'input_length'),
    outputTokens: tokens(record, 'output_length'),
    ...blocksOf(record),
  }),
}

function blocksOf(record: RecordValues) {
  const ids = record['hash_ids']
  if (ids === undefined || ids === null) return {}
  if (!Array.isArray(ids)) throw new RowFault(['hash_ids'], 'a list of block ids', ids)
  const wrong = ids.findIndex((id) => typeof id !== 'string' && !Number.isSafeInteger(id))
  if (wrong >= 0) throw new RowFault(['hash_ids', wrong], 'a block id', ids[wrong])
  return { blocks: { ids: ids as readonly (number | string)[], blockTokens } }
}
