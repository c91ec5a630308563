import { expect, test } from 'vitest'
import { describeMeasured } from '../../../../../../src/cli/output/text/describe-plan.ts'

const target = { url: 'http://h:1/v1', model: 'm', tokenizer: { name: 't', fidelity: 'target' as const } }

test('the bundled engine is named with the formats it ran in, and without them where a run is older than they', () => {
  const facts = { quant: 'int4', kv_cache_dtype: 'bf16' }
  expect(describeMeasured({ ...target, kind: 'engine', facts })).toBe(
    'the bundled engine with m in int4, KV cache in bf16',
  )
  expect(describeMeasured({ ...target, kind: 'engine', facts: {} })).toBe('the bundled engine with m')
  expect(describeMeasured({ ...target, kind: 'endpoint', facts })).toBe('http://h:1/v1, model m')
})
