import type { ColumnRole } from '../trace-format.ts'
import type { TimeUnit } from '../values.ts'

/**
 * The names that columns go by in the tables there are (GuideLLM, vLLM, inference-perf, Hugging Face data sets, performance
 * dashboards), the most telling first. Compared without case, blanks, dashes and underscores.
 */
export const columnNames: Readonly<Record<ColumnRole, readonly string[]>> = {
  input: [
    ...['input_tokens', 'input_length', 'input_len', 'prompt_tokens', 'prompt_tokens_count', 'input_tokens_count'],
    ...['prompt_length', 'prompt_len', 'num_input_tokens', 'num_prompt_tokens', 'ContextTokens', 'input_toks', 'isl'],
  ],
  output: [
    ...['output_tokens', 'output_length', 'output_len', 'completion_tokens', 'output_tokens_count'],
    ...['completion_tokens_count', 'expected_output_len', 'num_output_tokens', 'response_tokens', 'GeneratedTokens'],
    ...['output_toks', 'max_tokens', 'osl'],
  ],
  time: ['timestamp', 'arrival_time', 'arrived_at', 'time', 'arrival', 'start_time', 'request_time'],
  prompt: ['prompt', 'instruction', 'question', 'query', 'input', 'text', 'content', 'article', 'document', 'turns'],
  answer: ['answer', 'response', 'completion', 'output', 'target', 'summary', 'highlights', 'chosen'],
  session: ['session_id', 'conversation_id', 'session', 'chat_id'],
}

/** Columns of messages rather than of one text. */
export const messageColumns = ['messages', 'conversation', 'conversations', 'chat']

/** Endings of a time column's name that tell its unit; a bare number is seconds, unless it is too large for that. */
const unitEndings: Readonly<Record<string, TimeUnit>> = { ms: 'ms', us: 'us', ns: 'ns', s: 's', sec: 's', seconds: 's' }

/** The unit that a time column's name tells (`timestamp_ms`), or else the first of its values. */
export function timeUnitOf(name: string, first: number): TimeUnit {
  const ending = /[_\s-]([a-z]+)$/i.exec(name)?.[1]?.toLowerCase()
  if (ending !== undefined && Object.hasOwn(unitEndings, ending)) return unitEndings[ending] as TimeUnit
  return unitsSince1970.find(([least]) => first >= least)?.[1] ?? 's'
}

/** A time since 1970 is at least so large in each unit from 1973 on; as seconds it would lie beyond the year 5000. */
const unitsSince1970 = [
  [1e17, 'ns'],
  [1e14, 'us'],
  [1e11, 'ms'],
] as const

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '')

/** The column among `names` that goes by one of `wanted`, time columns with or without a unit behind; null where none does. */
export function findColumn(names: readonly string[], wanted: readonly string[], isTime = false): string | null {
  const bare = (name: string) => plain(isTime ? name.replace(/[_\s-](ms|us|ns|s|sec|seconds)$/i, '') : name)
  for (const each of wanted) {
    const found = names.find((name) => bare(name) === plain(each))
    if (found !== undefined) return found
  }
  return null
}
