import { expect, test } from 'vitest'
import { keptPlan, readKeptPlan, refuseChanged } from '../../../../../../../src/cli/pipeline/gate/pairs/kept-plan.ts'
import type { PairsPlan } from '../../../../../../../src/cli/pipeline/gate/pairs/pairs-plan.ts'

const plan: PairsPlan = {
  name: 'g',
  workload: { text: 'name: a\n', path: 'a.yaml', overrides: [] },
  sides: {
    baseline: { label: 'main', overrides: ['target.url="http://a/v1"'], start: null },
    candidate: { label: 'mine', overrides: ['target.url="http://b/v1"'], start: null },
  },
  ...{ pairs: 8, seed: 1, budgetNs: null },
}
const group = { sweepId: 'g1', kind: 'gate', name: 'g', startedAtMs: 0, runs: [] } as const
const commits = { baseline: 'abc', candidate: null }

test('what a gate began with comes back from the store', () => {
  const stored = JSON.parse(JSON.stringify(keptPlan(plan, commits)))
  expect(readKeptPlan({ ...group, document: stored })).toEqual({ schema: 'infbench.gate-plan/1', plan, commits })
})

test.each([
  ['a sweep', { ...group, kind: 'sweep' as const, document: { schema: 'infbench.sweep/1' } }],
  ['a gate whose plan is of another version', { ...group, document: { schema: 'infbench.gate-plan/9' } }],
  ['a gate without a plan', { ...group, document: null }],
])('%s cannot be resumed', (_, stored) => {
  expect(() => readKeptPlan(stored)).toThrow(expect.objectContaining({ code: 'usage' }))
})

test('a gate goes on with more pairs or time, and with nothing else changed', () => {
  expect(() => refuseChanged('g1', plan, { ...plan, pairs: 14, budgetNs: 1e9, name: 'renamed', seed: 9 })).not.toThrow()
  const changes: [string, Partial<PairsPlan>][] = [
    ['the workload', { workload: { ...plan.workload, text: 'name: b\n' } }],
    ['the workload', { workload: { ...plan.workload, overrides: ['count=1'] } }],
    ['the candidate', { sides: { ...plan.sides, candidate: plan.sides.baseline } }],
  ]
  for (const [what, change] of changes)
    expect(() => refuseChanged('g1', plan, { ...plan, ...change })).toThrow(`${what} has changed since`)
})
