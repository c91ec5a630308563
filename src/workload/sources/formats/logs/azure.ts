import type { TraceFormat } from '../trace-format.ts'
import { dateInstant, hasKeys, tokens } from '../values.ts'

/**
 * Azure's public LLM inference traces of 2023 (no zone, 100 ns ticks, CRLF), 2024 (`+00:00`) and 2025 (with NumImages, which are
 * not sent).
 */
export const azure: TraceFormat = {
  name: 'azure',
  about: 'Azure LLM inference traces: TIMESTAMP,ContextTokens,GeneratedTokens',
  origin: 'github.com/Azure/AzurePublicDataset',
  detect: (first) => hasKeys(first, ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens']),
  open: () => (record) => ({
    at: dateInstant(record, 'TIMESTAMP'),
    inputTokens: tokens(record, 'ContextTokens'),
    outputTokens: tokens(record, 'GeneratedTokens'),
  }),
}
