import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readPolicy } from '../../../../src/gate/policy/read-policy.ts'
import { policySkeleton } from '../../../../src/cli/pipeline/ci/templates/policy-skeleton.ts'
import { resolveWorkload } from '../../../../src/workload/load-file.ts'
import { actionFile } from '../../../helpers/action-runner.ts'
import { plainScript } from '../../../helpers/plain-script.ts'

const root = resolve(import.meta.dirname, '../../../..')
const folder = join(root, 'scripts/gate')
const read = (path: string) => readFileSync(path, 'utf8')
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
const isPolicy = (name: string) => !name.endsWith('-load.yaml')

test.each(files.filter(isPolicy))('%s is a policy, and its workload lies beside it', (name) => {
  const policy = readPolicy({ text: read(join(folder, name)), path: join(folder, name) })
  expect(policy.metrics.length).toBeGreaterThan(0)
  if (policy.workloadPath !== null) expect(files).toContain(policy.workloadPath.split('/').at(-1))
})

test.each(files.filter((name) => !isPolicy(name)))('%s is a workload', (name) => {
  expect(resolveWorkload({ text: read(join(folder, name)), path: name, overrides: [] }).plans).toHaveLength(1)
})

test('the policy that infbench ci init writes is one', () => {
  const policy = readPolicy({ text: policySkeleton(), path: 'bench/gate.yaml' })
  expect(policy).toMatchObject({ name: 'no slower than main', workloadPath: 'bench/chat.yaml', onInconclusive: 'warn' })
})

interface Workflow {
  readonly jobs: Record<
    string,
    { readonly steps: { readonly uses?: string; readonly with?: Record<string, string> }[] }
  >
}

test('the workflow gates both by policies that there are, with inputs that the action has', () => {
  const { jobs } = parse(read(join(root, '.github/workflows/gate.yml'))) as Workflow
  const steps = Object.values(jobs).flatMap((job) => job.steps.filter(({ uses }) => uses === './'))
  expect(steps.map((step) => step.with?.['policy'])).toEqual(['scripts/gate/engine.yaml', 'scripts/gate/client.yaml'])
  expect(steps.flatMap((step) => Object.keys(step.with ?? {})).filter((name) => !(name in actionFile.inputs))).toEqual(
    [],
  )
})

test('in any four pairs each client runs first twice', async () => {
  const { turns } = await plainScript<{ turns: (pairs: number) => string[][] }>('scripts/gate/client-pairs.mjs')
  for (const pairs of [4, 8, 12]) expect(turns(pairs).filter(([first]) => first === 'main')).toHaveLength(pairs / 2)
  expect(turns(5).every((order) => order.toSorted().join() === 'change,main')).toBe(true)
})
