import { expect, test } from 'vitest'
import { faultsOf } from '../../../../helpers/workload-case.ts'

test.each([
  [
    'a misspelt length',
    'requests: {source: {synthetic: {input: {unifrom: [1, 2]}}}}',
    '1:41 requests.source.synthetic.input.unifrom: unknown key; did you mean uniform?',
  ],
  [
    'a length of no kind',
    'requests: {source: {synthetic: {input: many}}}',
    '1:40 requests.source.synthetic.input: expected a token count such as 256, or one of uniform, normal, lognormal and quantiles, got "many"',
  ],
  [
    'a length of two kinds',
    'requests: {source: {synthetic: {input: {uniform: [1, 2], normal: {mean: 1, sd: 1}}}}}',
    '1:40 requests.source.synthetic.input: expected a token count such as 256, or one of uniform, normal, lognormal and quantiles, got a mapping',
  ],
  [
    'a prompt of no tokens',
    'requests: {source: {synthetic: {input: 0}}}',
    '1:40 requests.source.synthetic.input: expected a whole number of tokens of at least 1, got 0',
  ],
  [
    'a range backwards',
    'requests: {source: {synthetic: {input: {uniform: [9, 1]}}}}',
    '1:50 requests.source.synthetic.input.uniform: expected a pair of token counts such as [100, 400], the smaller first, got a list',
  ],
  [
    'percentiles that fall',
    'requests: {source: {synthetic: {input: {quantiles: {min: 9, p50: 5, max: 20}}}}}',
    '1:52 requests.source.synthetic.input.quantiles: expected percentiles such as {min: 1, p50: 200, p90: 800, max: 4000}, rising from min to max, got a mapping',
  ],
  [
    'percentiles without ends',
    'requests: {source: {synthetic: {input: {quantiles: {p50: 5}}}}}',
    '1:52 requests.source.synthetic.input.quantiles: expected percentiles such as {min: 1, p50: 200, p90: 800, max: 4000}, with min and max, got a mapping',
  ],
  [
    'a percentile that is none',
    'requests: {source: {synthetic: {input: {quantiles: {min: 1, median: 5, max: 20}}}}}',
    '1:61 requests.source.synthetic.input.quantiles.median: expected a percentile such as p50, or min or max, got "median"',
  ],
  [
    'min over max',
    'requests: {source: {synthetic: {input: {normal: {mean: 5, sd: 1, min: 9, max: 2}}}}}',
    '1:49 requests.source.synthetic.input.normal: expected min to be at most max, got a mapping',
  ],
])('%s is refused as a length', (_, text, fault) => {
  expect(faultsOf(text)).toEqual([`chat.yaml:${fault}`])
})
