import { expect, test } from 'vitest'
import { freshSeed } from '../../../../../../../src/cli/pipeline/gate/pairs/fresh-seed.ts'
import { keptPlan } from '../../../../../../../src/cli/pipeline/gate/pairs/kept-plan.ts'
import { resolveWorkload } from '../../../../../../../src/workload/load-file.ts'

const side = { label: 'x', overrides: [], start: null }
const gateOf = (name: string, seed: number, pairs: number) => ({
  ...{ sweepId: `g${seed}`, kind: 'gate' as const, name, startedAtMs: 0, runs: [] },
  document: keptPlan(
    {
      ...{ name, workload: { text: '', path: 'a.yaml', overrides: [] }, sides: { baseline: side, candidate: side } },
      ...{ pairs, seed, budgetNs: null },
    },
    { baseline: null, candidate: null },
  ),
})
const sweep = { sweepId: 's1', kind: 'sweep' as const, name: 'tiny', startedAtMs: 0, runs: [], document: null }
const store = { listSweeps: () => [gateOf('tiny', 9, 5), gateOf('tiny', 1, 8), gateOf('other', 50, 8), sweep] }
const targetOf = (text: string) =>
  resolveWorkload({ text: `target: ${text}`, path: 'a.yaml', overrides: [] }).plans[0]?.plan.target as never
const [endpoint, engine, started] = ['{url: "http://a/v1"}', '{engine: {}}', '{start: {command: serve}}'].map(targetOf)

test('a server that stays up is sent prompts that no gate of that name has sent', () => {
  expect(freshSeed(store, { name: 'tiny', seed: 1 }, [endpoint as never, engine as never])).toBe(14)
  expect(freshSeed(store, { name: 'tiny', seed: 100 }, [endpoint as never])).toBe(100)
  expect(freshSeed(store, { name: 'new', seed: 1 }, [endpoint as never])).toBe(1)
})

test('servers that are started for each run know no earlier prompts, so every gate has the same', () => {
  expect(freshSeed(store, { name: 'tiny', seed: 1 }, [engine as never, started as never])).toBe(1)
})
