import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../../../../src/clients/read-answer.ts'
import { rawExchange } from '../../../../helpers/raw-exchange.ts'

const folder = fileURLToPath(new URL('../../../../../../shared/data/sse/', import.meta.url))
const here = existsSync(folder)

/** What each recording holds, counted apart from this code: token events, reasoning events, usage in/out/cached, finish. */
type Truth = readonly [
  events: number,
  hidden: number,
  input: number | null,
  output: number | null,
  cached: number | null,
  finish: string,
]

const truths: Readonly<Record<string, Truth>> = {
  'raw/openllmetry_groq_chat_stream.sse': [72, 0, 18, 73, null, 'stop'],
  'raw/openllmetry_openai_completions_stream.sse': [20, 0, null, null, null, 'length'],
  'raw/openllmetry_vllm_completions_stream.sse': [20, 0, null, null, null, 'length'],
  'raw/otel_openai_test_chat_completion_multiple_choices_streaming.sse': [104, 0, 26, 104, 0, 'stop'],
  'raw/otel_openai_test_chat_completion_multiple_tools_streaming_no_content.sse': [15, 0, 75, 51, 0, 'tool_calls'],
  'raw/otel_openai_test_chat_completion_streaming.sse': [5, 0, 12, 5, 0, 'stop'],
  'raw/pydanticai_huggingface_cancel_stream.1.sse': [1, 0, 40, 2, null, 'stop'],
  'raw/pydanticai_openrouter_streaming_reasoning.sse': [5, 3, 43, 36, 0, 'stop'],
  'raw/rubyllm_chat_streaming_responses_deepseek_deepseek-chat_supports_streaming_responses.sse': [
    8,
    0,
    11,
    8,
    0,
    'stop',
  ],
  'raw/rubyllm_chat_streaming_responses_ollama_qwen3_supports_streaming_responses.sse': [
    284,
    279,
    17,
    289,
    null,
    'stop',
  ],
  'raw/rubyllm_chat_streaming_responses_openrouter_claude-haiku-4-5_supports_streaming_responses.sse': [
    1,
    0,
    15,
    9,
    0,
    'stop',
  ],
  'raw/rubyopenai_deepseek_deepseek-chat_streamed_chat.sse': [10, 0, 5, 11, 0, 'stop'],
  'raw/rubyopenai_gpt-3_5-turbo_streamed_chat.sse': [9, 0, null, null, null, 'stop'],
  'raw/rubyopenai_groq_llama3-8b-8192_streamed_chat.sse': [24, 0, 12, 24, null, 'stop'],
  'vercel-ai/alibaba-text.chunks.txt': [171, 0, 18, 779, 0, 'stop'],
  'vercel-ai/anthropic-fallback-tool-call.sse': [5, 0, null, null, null, 'tool_calls'],
  'vercel-ai/deepseek-reasoning.chunks.txt': [218, 205, 18, 219, 0, 'stop'],
  'vercel-ai/deepseek-text.chunks.txt': [400, 0, 13, 400, 0, 'length'],
  'vercel-ai/groq-text.chunks.txt': [661, 0, 45, 662, null, 'stop'],
  'vercel-ai/mistral-text.chunks.txt': [6, 0, 13, 8, null, 'stop'],
  'vercel-ai/openai-completion-text.chunks.txt': [16, 0, 14, 16, null, 'length'],
  'vercel-ai/openai-text.chunks.txt': [300, 0, 16, 300, 0, 'stop'],
}

/** The `.chunks.txt` files hold one JSON chunk a line, without the framing; they end without `[DONE]`. */
function bodyOf(file: string): Buffer {
  const text = readFileSync(folder + file, 'utf8')
  if (file.endsWith('.sse')) return Buffer.from(text)
  return Buffer.from(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => `data: ${line}\n\n`)
      .join(''),
  )
}

const apiOf = (file: string) =>
  file.includes('completion') && !file.includes('chat') ? ('completions' as const) : ('chat' as const)

/** One read per line, so that every event has a time of its own. */
function lineEnds(body: Buffer): number[] {
  const ends: number[] = []
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) ends.push(at + 1)
  if (ends.at(-1) !== body.length) ends.push(body.length)
  return ends
}

describe('recorded streams', () => {
  test.skipIf(!here)('every recording is in the table (needs ../shared/data/sse)', () => {
    const files = ['raw', 'vercel-ai'].flatMap((part) => readdirSync(folder + part).map((name) => `${part}/${name}`))
    expect(Object.keys(truths).sort()).toEqual(files.sort())
  })

  for (const [file, [events, hidden, input, output, cached, finish]] of Object.entries(truths)) {
    test.skipIf(!here)(`${file} is read for what it holds (needs ../shared/data/sse)`, () => {
      const body = bodyOf(file)
      const answer = readAnswer(rawExchange(body, { ends: lineEnds(body) }), { api: apiOf(file), stream: true })
      expect(answer.outcome).toEqual({ kind: 'ok' })
      expect(answer.events.at.length).toBe(events)
      expect(answer.outputTokens).toBe(output ?? events)
      expect(answer.countedBy).toBe(output === null ? 'events' : 'usage')
      expect(answer.events.tokens.reduce((a, b) => a + b, 0)).toBe(output ?? events)
      expect([answer.inputTokens, answer.cachedTokens, answer.finishReason]).toEqual([input, cached, finish])
      expect(answer.doneMarker).toBe(file.endsWith('.sse'))
      expect(answer.firstTokenAt).toBe(answer.events.at[0])
      expect(answer.firstVisibleAt).toBe(hidden > 0 ? answer.events.at[hidden] : answer.firstTokenAt)
    })
  }
})
