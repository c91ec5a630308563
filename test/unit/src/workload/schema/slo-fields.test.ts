import { expect, test } from 'vitest'
import { faultsOf } from '../../../../helpers/workload-case.ts'

test.each([
  [
    'a quoted number is no duration',
    'slo: {ttft: "200"}',
    '1:13 slo.ttft: expected a duration such as 200ms, got "200"',
  ],
  ['a wrong unit', 'slo: {ttft: 200msec}', '1:13 slo.ttft: expected a duration such as 200ms, got "200msec"'],
  [
    'a scalar instead of a mapping',
    'slo: 200ms',
    '1:6 slo: expected a mapping such as {ttft: 200ms, tpot: 50ms}, got "200ms"',
  ],
])('%s is refused as a threshold', (_, text, fault) => {
  expect(faultsOf(text)).toEqual([`chat.yaml:${fault}`])
})
