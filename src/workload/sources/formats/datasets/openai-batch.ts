import { isMapping } from '../../../file/fault.ts'
import { RowFault } from '../../files/row-fault.ts'
import { inPart } from '../in-part.ts'
import type { TraceFormat } from '../trace-format.ts'
import type { TextContent } from '../trace-row.ts'
import { tokensOrNull } from '../values.ts'
import { messagesAt } from './messages.ts'

/** Set by the workload or made from the row; all other fields of a body are sent as they are. */
const own = ['model', 'messages', 'prompt', 'max_tokens', 'max_completion_tokens', 'stream', 'stream_options']

/** OpenAI's batch files: a request body on each line. `max_tokens` is taken for the length of the answer. */
export const openaiBatch: TraceFormat = {
  name: 'openai-batch',
  about: 'OpenAI batch files: custom_id, method, url, body',
  origin: 'platform.openai.com/docs/guides/batch',
  detect: (first) => isMapping(first['body']) && 'custom_id' in first,
  open: () => (record) => {
    const body = record['body']
    if (!isMapping(body)) throw new RowFault(['body'], 'a request body', body)
    const key = isMapping(body) && 'max_completion_tokens' in body ? 'max_completion_tokens' : 'max_tokens'
    const extra = Object.entries(body).filter(([name]) => !own.includes(name))
    return {
      inputTokens: null,
      outputTokens: inPart(['body'], () => tokensOrNull(body, key)),
      content: inPart(['body'], () => contentOf(body)),
      ...(extra.length === 0 ? {} : { body: Object.fromEntries(extra) }),
    }
  },
}

function contentOf(body: Record<string, unknown>): TextContent {
  const { prompt } = body
  if (typeof prompt === 'string') return { kind: 'text', text: prompt }
  return { kind: 'messages', messages: messagesAt(body['messages'], 'messages') }
}
