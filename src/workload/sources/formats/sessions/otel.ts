import { isMapping } from '../../../file/fault.ts'
import { RowFault } from '../../files/row-fault.ts'
import type { RecordValues } from '../../files/source-record.ts'
import { inPart } from '../in-part.ts'
import type { TraceFormat } from '../trace-format.ts'
import type { Message, TextContent } from '../trace-row.ts'
import { between, dateInstant, parseDate, tokensOrNull } from '../values.ts'
import { messagesAt } from '../datasets/messages.ts'

const inputKeys = ['gen_ai.usage.prompt_tokens', 'gen_ai.usage.input_tokens']
const outputKeys = ['gen_ai.usage.completion_tokens', 'gen_ai.usage.output_tokens']

/** OpenTelemetry spans of LLM calls with OpenTelemetry's names for them, as inference-perf replays: times, usage, messages. */
export const otel: TraceFormat = {
  name: 'otel',
  about: 'OpenTelemetry spans of LLM calls (inference-perf): start_time, gen_ai.* attributes',
  origin: 'github.com/kubernetes-sigs/inference-perf, opentelemetry.io/docs/specs/semconv/gen-ai',
  detect: (first) => isMapping(first['attributes']) && 'span_id' in first && 'start_time' in first,
  open: () => (record) => {
    const attributes = record['attributes']
    if (!isMapping(attributes)) throw new RowFault(['attributes'], 'the attributes of an LLM call', attributes)
    const content = contentOf(attributes)
    const answer = attributes['gen_ai.output.text'] ?? attributes['gen_ai.output.messages']
    const id = attributes['exgentic.session.id'] ?? record['trace_id']
    return {
      at: dateInstant(record, 'start_time'),
      inputTokens: inPart(['attributes'], () => firstTokens(attributes, inputKeys)),
      outputTokens: inPart(['attributes'], () => firstTokens(attributes, outputKeys)),
      ...(content === null ? {} : { content }),
      ...(typeof answer === 'string' ? { answer } : {}),
      ...(typeof id !== 'string'
        ? {}
        : { session: { id, thinkNs: null, offsetNs: null, sharedTokens: null, ...durationOf(record) } }),
    }
  },
}

function durationOf(record: RecordValues): { readonly durationNs?: number } {
  const [from, to] = [parseDate(record['start_time']), parseDate(record['end_time'])]
  return from === null || to === null ? {} : { durationNs: Math.max(0, between(from, to)) }
}

function firstTokens(attributes: RecordValues, keys: readonly string[]): number | null {
  const key = keys.find((name) => name in attributes)
  return key === undefined ? null : tokensOrNull(attributes, key)
}

/** Messages are written as JSON inside the attribute. */
function contentOf(attributes: RecordValues): TextContent | null {
  const written = attributes['gen_ai.input.messages']
  if (written === undefined) return null
  const key = ['attributes', 'gen_ai.input.messages']
  let messages: readonly Message[]
  try {
    messages = messagesAt(typeof written === 'string' ? JSON.parse(written) : written, key[1] as string)
  } catch {
    throw new RowFault(key, 'a JSON list of messages', written)
  }
  return { kind: 'messages', messages }
}
