import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { workloadFile } from '../../../../src/workload/schema.ts'
import { workloadTemplate } from '../../../../src/workload/template.ts'
import { planOf } from '../../../helpers/workload-case.ts'

test('the template resolves', () => {
  expect(planOf(workloadTemplate()).target).toMatchObject({ kind: 'endpoint', url: 'http://localhost:8000/v1' })
})

test('the template names every top-level key', () => {
  const missing = Object.keys(workloadFile.shape).filter(
    (key) => !new RegExp(`^(# )?${key}:`, 'm').test(workloadTemplate()),
  )
  expect(missing).toEqual([])
})

test('what the template sets without calling it an example is the default', () => {
  const { target: _, slo: __, ...rest } = parse(workloadTemplate()) as Record<string, unknown>
  const bare = planOf('target: {url: "http://localhost:8000/v1"}\nslo: {ttft: 500ms, tpot: 50ms}')
  expect(planOf(workloadTemplate())).toEqual(bare)
  expect(Object.keys(rest)).toContain('arrival')
})

test('the lines offered behind # are valid too', () => {
  const offered = [
    'tokenizer: {file: tokenizer.json}',
    'model: my-model',
    'apiKeyEnv: OPENAI_API_KEY',
    'headers: {x-team: search}',
    'body: {temperature: 0}',
    'count: 500',
    'sweep: {rate: [1, 2, 4, 8]}',
    'hardware: {accelerator: h100-sxm, count: 1, pricePerHour: 2}',
    'arrival: {process: concurrency, users: 8, thinkTime: 1s}',
  ]
  for (const line of offered) expect(workloadTemplate()).toContain(`# ${line}`)
  const text = `
target: {url: http://h/v1, tokenizer: {file: tokenizer.json}, model: my-model, apiKeyEnv: OPENAI_API_KEY, headers: {x-team: search}}
requests:
  body: {temperature: 0}
  source: {synthetic: {input: {lognormal: {median: 500, sigma: 1, max: 4000}}, output: {uniform: [50, 150]}}}
  classes:
    - {name: chat, share: 0.8, slo: {ttft: 300ms}}
    - {name: code, share: 0.2, source: {distribution: azure-code-2023}}
arrival: {process: concurrency, users: 8, thinkTime: 1s}
count: 500
hardware: {accelerator: h100-sxm, count: 1, pricePerHour: 2}
`
  expect(planOf(text).requestCount).toBe(500)
})
