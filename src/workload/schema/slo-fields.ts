import { duration, mapping } from './fields.ts'

/** Thresholds a request must meet to count as good. */
export const slo = mapping(
  {
    ttft: duration('200ms').optional().describe('Time to first token, at most; default: no threshold'),
    tpot: duration('50ms').optional().describe('Time per output token after the first, at most; default: no threshold'),
    itl: duration('100ms').optional().describe('Longest gap between two tokens, at most; default: no threshold'),
    e2e: duration('10s').optional().describe('Whole answer, at most; default: no threshold'),
  },
  'a mapping such as {ttft: 200ms, tpot: 50ms}',
)
