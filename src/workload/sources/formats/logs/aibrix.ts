import { isMapping } from '../../../file/fault.ts'
import { RowFault } from '../../files/row-fault.ts'
import type { RecordValues } from '../../files/source-record.ts'
import { inPart } from '../in-part.ts'
import type { TraceFormat } from '../trace-format.ts'
import type { TraceRow } from '../trace-row.ts'
import { instant, text, tokensOrNull } from '../values.ts'

/** AIBrix workload files: at each tick the requests that arrive then, with their texts. Older files write the keys in words. */
export const aibrix: TraceFormat = {
  name: 'aibrix',
  about: 'AIBrix workloads: timestamp (ms) and requests with prompt texts and lengths',
  origin: 'github.com/vllm-project/aibrix',
  detect: (first) => Array.isArray(first['requests']) && 'timestamp' in first,
  open: () => (record) => {
    const at = instant(record, 'timestamp', 'ms')
    const requests = record['requests']
    if (!Array.isArray(requests)) throw new RowFault(['requests'], 'a list of requests', requests)
    return requests.map((request, i) => {
      if (!isMapping(request)) throw new RowFault(['requests', i], 'a request', request)
      return { at, ...inPart(['requests', i], () => requestOf(request)) }
    })
  },
}

function requestOf(request: RecordValues): TraceRow {
  const [input, output] =
    'Prompt Length' in request ? ['Prompt Length', 'Output Length'] : ['prompt_length', 'output_length']
  return {
    inputTokens: tokensOrNull(request, input),
    outputTokens: tokensOrNull(request, output),
    content: { kind: 'text', text: text(request, 'prompt') },
  }
}
