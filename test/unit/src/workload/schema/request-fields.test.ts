import { expect, test } from 'vitest'
import { faultsOf } from '../../../../helpers/workload-case.ts'

test.each([
  ['YAML 1.1 words for booleans', 'requests: {stream: yes}', '1:20 requests.stream: expected true or false, got "yes"'],
  [
    'two sources',
    'requests: {source: {distribution: azure-conv-2023, trace: a.csv}}',
    '1:59 requests.source.trace: expected one of synthetic, distribution, trace, dataset and sessions, got 2 of them',
  ],
  [
    'an unknown distribution',
    'requests: {source: {distribution: azure-conv}}',
    '1:35 requests.source.distribution: expected azure-conv-2023, azure-code-2023, mooncake-conversation, servegen-language, sharegpt-8k, arxiv-summarization, servegen-reasoning, deepseek-r1-reasoning, agentic-coding or burstgpt-chat, got "azure-conv"',
  ],
  [
    'an empty source',
    'requests: {source: {}}',
    '1:20 requests.source: expected one of synthetic, distribution, trace, dataset and sessions, got none',
  ],
  [
    'rows to take of no trace',
    'requests: {source: {distribution: azure-conv-2023, take: 5}}',
    '1:58 requests.source.take: expected trace or dataset beside take, got none',
  ],
  [
    'a format that there is not',
    'requests: {source: {trace: a.txt, format: azur}}',
    '1:43 requests.source.format: expected auto, recorded, azure, burstgpt, mooncake, vidur, aibrix, llmservingsim, servegen, cc-traces, exgentic, lmcache, tracelab, tracelab-csv, otel, sharegpt, openai-batch or table, got "azur"',
  ],
  [
    'a column that has no role',
    'requests: {source: {dataset: a.csv, columns: {inputs: n}}}',
    '1:47 requests.source.columns.inputs: unknown key; did you mean input?',
  ],
  [
    'twin classes',
    'requests: {classes: [{name: a}, {name: a}]}',
    '1:40 requests.classes.1.name: expected a name that no other class has, got "a"',
  ],
  ['no classes', 'requests: {classes: []}', '1:21 requests.classes: expected at least one class, got an empty list'],
  [
    'a class without a name',
    'requests: {classes: [{share: 1}]}',
    '1:22 requests.classes.0.name: expected a name such as chat, got nothing',
  ],
  [
    'a body field the workload makes',
    'requests: {body: {max_tokens: 5}}',
    '1:31 requests.body.max_tokens: expected a field that the workload does not set itself, got max_tokens',
  ],
  [
    'trace times with a class apart',
    'requests:\n  source: {trace: a.csv}\n  classes: [{name: a}, {name: b, source: {synthetic: {}}}]\narrival: {process: trace}',
    '3:34 requests.classes.1.source: expected one trace for all classes beside process trace, got a source of its own',
  ],
])('%s is refused in requests', (_, text, fault) => {
  expect(faultsOf(text)).toEqual([`chat.yaml:${fault}`])
})
