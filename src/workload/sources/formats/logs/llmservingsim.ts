import { RowFault } from '../../files/row-fault.ts'
import type { RecordValues } from '../../files/source-record.ts'
import type { TraceFormat } from '../trace-format.ts'
import { hasKeys, instant, tokens } from '../values.ts'

/** Common block of prefix caches (vLLM's default): coarser would hide sharing, finer costs memory. */
const blockTokens = 16

/**
 * LLMServingSim workloads. Where a row has the token ids of its prompt, they are cut into blocks of 16 which are shared where the
 * ids are the same up to there; the ids themselves belong to one model and are not sent.
 */
export const llmservingsim: TraceFormat = {
  name: 'llmservingsim',
  about: 'LLMServingSim: input_toks, output_toks, arrival_time_ns, some with token ids',
  origin: 'github.com/casys-kaist/LLMServingSim',
  detect: (first) => hasKeys(first, ['input_toks', 'output_toks']),
  open: () => {
    const chains = new Map<string, number>()
    return (record) => ({
      at: record['arrival_time_ns'] === undefined ? null : instant(record, 'arrival_time_ns', 'ns'),
      inputTokens: tokens(record, 'input_toks'),
      outputTokens: tokens(record, 'output_toks'),
      ...blocksOf(record, chains),
    })
  },
}

/** Whole blocks by the ids in them and the block before, so that the same ids elsewhere are another block. */
function blocksOf(record: RecordValues, chains: Map<string, number>) {
  const ids = record['input_tok_ids']
  if (ids === undefined || ids === null) return {}
  if (!Array.isArray(ids)) throw new RowFault(['input_tok_ids'], 'a list of token ids', ids)
  const blocks: number[] = []
  for (let from = 0; from + blockTokens <= ids.length; from += blockTokens) {
    const key = `${blocks.at(-1) ?? ''}:${ids.slice(from, from + blockTokens).join()}`
    const known = chains.get(key) ?? chains.size
    chains.set(key, known)
    blocks.push(known)
  }
  return { blocks: { ids: blocks, blockTokens } }
}
