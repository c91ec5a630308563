/** Names as `format:` takes them; `registry.ts` has what is behind each, but for servegen, which is no log of requests. */
export const formatNames = [
  ...(['recorded', 'azure', 'burstgpt', 'mooncake', 'vidur', 'aibrix', 'llmservingsim'] as const),
  'servegen',
  ...(['cc-traces', 'exgentic', 'lmcache', 'tracelab', 'tracelab-csv', 'otel'] as const),
  ...(['sharegpt', 'openai-batch', 'table'] as const),
] as const

export type FormatName = (typeof formatNames)[number]
