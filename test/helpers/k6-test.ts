import type { K6Request, K6Test } from '../../src/load/drivers/k6/script/k6-test.ts'

/** A test of so many requests, 10 ms apart, each body with its index as `user`. */
export function sampleK6Test(count: number, changes: Partial<K6Test> = {}): K6Test {
  const requests = Array.from({ length: count }, (_, index): K6Request => {
    const body = JSON.stringify({ model: 'mock-ttft5-itl1-n3', messages: [], stream: true, user: `${index}` })
    const facts = { phase: 'measure', className: 'default', inputTokens: 2, outputTokens: 3, pauseNs: 0 } as const
    return { ...facts, dueNs: index * 10e6, body }
  })
  return {
    ...{ name: 'sample', version: '1.2.3', command: 'infbench k6 export sample.yaml' },
    ...{ url: 'http://127.0.0.1:1/v1/chat/completions', headers: {}, apiKeyEnv: null, stream: true, vus: 4 },
    ...{ timeoutNs: 10e9, drainNs: 5e9, slo: {}, thresholds: [], requests, run: { schema: 'test', digest: 'd' } },
    ...changes,
  }
}
