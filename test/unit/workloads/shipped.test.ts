import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { resolveWorkload } from '../../../src/workload/load-file.ts'
import { buildSchedule } from '../../../src/workload/schedule.ts'
import { builtInDistributions } from '../../../src/workload/sources/built-in.ts'
import { openSource } from '../../../src/workload/sources/open-source.ts'

const folder = new URL('../../../workloads/', import.meta.url)
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const plansOf = (name: string) =>
  resolveWorkload({ text: textOf(name), path: `workloads/${name}`, overrides: [] }).plans

test('workloads are shipped', () => {
  expect(names).toContain('quickstart.yaml')
  expect(names.length).toBeGreaterThanOrEqual(4)
})

test.each(names)('%s resolves and is named after its file', (name) => {
  for (const { plan } of plansOf(name)) expect(plan.name).toBe(name.replace('.yaml', ''))
})

test.each(names)('%s opens with what it is for', (name) => {
  expect(textOf(name)).toMatch(/^# [A-Z].{40,}/)
})

test.each(names)('the commands in the head of %s name the file itself', (name) => {
  const commands = textOf(name).match(/npx infbench run \S+/g) ?? []
  for (const command of commands) expect(command).toBe(`npx infbench run workloads/${name}`)
})

test('the built-in distributions are the files that are shipped', () => {
  const files = readdirSync(new URL('distributions/', folder)).map((name) => name.replace('.json', ''))
  expect(files.sort()).toEqual([...builtInDistributions].sort())
})

test('the quickstart is over in a minute, fits its context and asks for no more than two slow cores give', async () => {
  const plan = plansOf('quickstart.yaml')[0]?.plan
  if (plan === undefined || plan.target.kind !== 'engine') throw new Error('expected a plan for the engine')
  const source = await openSource(plan.requests.source)
  const { requests, notes } = buildSchedule(plan, new Map([['default', source]]), plan.target.contextLength)
  const list = [...requests]
  const total = (pick: (request: (typeof list)[number]) => number) =>
    list.reduce((sum, request) => sum + pick(request), 0)
  const spanSeconds = (plan.warmupNs + (plan.durationNs ?? 0)) / 1e9
  expect(spanSeconds + plan.drainNs / 1e9).toBeLessThanOrEqual(60)
  expect(list.every(({ inputTokens, outputTokens }) => inputTokens + outputTokens <= 2048)).toBe(true)
  expect(total(({ outputTokens }) => outputTokens) / spanSeconds).toBeLessThan(150)
  expect(total(({ inputTokens }) => inputTokens) / spanSeconds).toBeLessThan(1000)
  expect(list.filter(({ phase }) => phase === 'measure').length).toBeGreaterThan(30)
  expect(notes).toEqual([
    'azure-conv-2023: all lengths are scaled by 0.138, so that 14807 tokens fit the context of 2048',
  ])
})
