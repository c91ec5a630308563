import { expect, test } from 'vitest'
import { canonicalJson, fingerprints } from '../../../../../src/cli/pipeline/fingerprint.ts'
import { resolveWorkload } from '../../../../../src/workload/load-file.ts'
import type { RunPlan } from '../../../../../src/workload/run-plan.ts'
import { sampleRun } from '../../../../helpers/sample-run.ts'

const { header } = sampleRun({ requests: 1 })
const plan = header.plan as RunPlan
const of = (change: {
  plan?: Partial<RunPlan>
  target?: Partial<typeof header.target>
  environment?: Partial<typeof header.environment>
  data?: string
}) =>
  fingerprints(
    { ...plan, ...change.plan },
    { ...header.target, ...change.target },
    { ...header.environment, ...change.environment },
    { default: change.data ?? 'aa' },
  )

test('equal facts have equal fingerprints of 16 hex digits, whatever the order of their keys', () => {
  const reordered = Object.fromEntries(Object.entries(plan).reverse()) as unknown as RunPlan
  expect(of({ plan: reordered })).toEqual(of({}))
  for (const print of Object.values(of({}))) expect(print).toMatch(/^[0-9a-f]{16}$/)
})

test('each fingerprint changes with what it stands for, and only with that', () => {
  const base = of({})
  const changed = (other: typeof base) =>
    (Object.keys(base) as (keyof typeof base)[]).filter((key) => base[key] !== other[key])
  expect(changed(of({ plan: { arrival: { process: 'poisson', ratePerSecond: 5 } } }))).toEqual(['workload'])
  expect(changed(of({ plan: { slo: {} } }))).toEqual(['workload'])
  expect(changed(of({ target: { model: 'other' } }))).toEqual(['target'])
  expect(changed(of({ environment: { cpuCores: 1 } }))).toEqual(['environment'])
  expect(changed(of({ data: 'bb' }))).toEqual(['dataset'])
})

test('name, project, seed, repeats and hardware price leave a run comparable', () => {
  expect(of({ plan: { name: 'x', project: 'p', seed: 99, repeat: 3, hardware: null } })).toEqual(of({}))
})

test("the bundled engine's port is no part of what was measured; an endpoint's URL is", () => {
  const engine = { kind: 'engine', url: 'http://127.0.0.1:1/v1' } as const
  expect(of({ target: engine })).toEqual(of({ target: { ...engine, url: 'http://127.0.0.1:2/v1' } }))
  expect(of({ target: { url: 'http://other/v1' } }).target).not.toBe(of({}).target)
})

test('canonical JSON sorts keys at every depth and leaves out what is undefined', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: undefined })).toBe('{"b":[{"c":null,"d":1}]}')
})

test('a project of the file is in the plan, and none is when the file names none', () => {
  const planOf = (text: string) => resolveWorkload({ text, path: 'a.yaml', overrides: [] }).plans[0]?.plan
  expect(planOf('project: chat')).toMatchObject({ name: 'a', project: 'chat' })
  expect(planOf('seed: 1')).not.toHaveProperty('project')
})
