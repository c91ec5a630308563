import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { planPairs, sidesOf } from '../../../src/cli/pipeline/gate/pairs/pairs-plan.ts'
import type { RunDocument } from '../../../src/metrics/run-document.ts'
import { type MockServer, startMockServer } from '../../../src/selftest/mock/mock-server-process.ts'
import type { Store } from '../../../src/store/open-store.ts'
import { anyModel } from '../../helpers/mock-workload.ts'
import { pairsCase, pairsPlan, sideOf } from '../../helpers/pairs-case.ts'

let mock: MockServer
beforeAll(async () => {
  mock = await startMockServer()
})
afterAll(() => mock.close())

const documentOf = (store: Store, runId: string) => store.findDocument(runId, 'infbench.run/1') as RunDocument
const labelsOf = (store: Store, gateId: string) => store.findSweep(gateId)?.runs.map(({ label }) => label) ?? []
/** A run that is invalid on a busy machine is made once more, under the same label. */
const once = (labels: readonly (string | null)[]) => labels.filter((label, i) => label !== labels[i - 1])
const seedOf = (store: Store, runId: string) => (store.findRun(runId).plan as { seed: number }).seed
/** When requests were due after the first of them, in ns. */
const dueOf = (store: Store, runId: string) => {
  const due = [...store.records(runId)].map(({ scheduledAt }) => scheduledAt)
  return due.map((at) => at - (due[0] as number))
}

test('pairs run side after side in their order, with the same requests inside a pair and others in the next', async () => {
  const here = pairsCase()
  const arrival = '{process: poisson, rate: 60/s}'
  const plan = await pairsPlan(here.folder, anyModel(mock), { pairs: 5, workloadOptions: { arrival } })
  const told: string[] = []
  const result = await here.run(plan, { onBegin: (gateId) => void told.push(gateId) })
  const planned = planPairs(plan)
  expect(told).toEqual([result.gateId])
  expect(result).toMatchObject({ planned, ended: 'planned' })
  expect(once(labelsOf(here.store, result.gateId))).toEqual(
    planned.flatMap(({ pair, order }) => sidesOf(order).map((side) => `pair ${pair} ${side}`)),
  )
  expect(here.store.findSweep(result.gateId)).toMatchObject({ kind: 'gate', name: 'tiny' })
  for (const { seed, baselineRun, candidateRun } of result.pairs) {
    const [baseline, candidate] = [baselineRun as string, candidateRun as string]
    expect([seedOf(here.store, baseline), seedOf(here.store, candidate)]).toEqual([seed, seed])
    const [due, dueBefore] = [dueOf(here.store, candidate), dueOf(here.store, baseline)]
    expect(due).toHaveLength(dueBefore.length)
    for (const [i, at] of due.entries()) expect(Math.abs(at - (dueBefore[i] as number))).toBeLessThan(1000)
    // the slowdown that was put in: no answer of the candidate can be faster than it
    expect(documentOf(here.store, candidate).metrics.ttftMs.min).toBeGreaterThanOrEqual(60)
    expect(documentOf(here.store, baseline).metrics.ttftMs.min).toBeLessThan(60)
  }
  const schedules = result.pairs.map(({ baselineRun }) => JSON.stringify(dueOf(here.store, baselineRun as string)))
  expect(new Set(schedules).size).toBe(5)
})

test('a gate that was stopped goes on with the runs it lacks, and makes none again', async () => {
  const here = pairsCase()
  const plan = await pairsPlan(here.folder, anyModel(mock))
  const stop = new AbortController()
  let loads = 0
  const stopping = here.run(plan, {
    stop: stop.signal,
    observe: { load: () => void (++loads === 3 && stop.abort()) },
  })
  const error = await stopping.then(
    () => null,
    (thrown: unknown) => thrown as { code: string; hint: string },
  )
  const gateId = here.store.listSweeps(1)[0]?.sweepId as string
  expect(error).toMatchObject({ code: 'interrupted', hint: expect.stringContaining(`--resume ${gateId}`) })
  const before = here.store.findSweep(gateId)?.runs ?? []
  expect(once(before.map(({ label }) => label)).length).toBeLessThan(6)
  const resumed = await here.run({ ...plan, pairs: 4 }, { resume: gateId.slice(0, 12) })
  expect(resumed.gateId).toBe(gateId)
  expect(here.store.findSweep(gateId)?.runs.slice(0, before.length)).toEqual(before)
  expect(resumed.pairs.map(({ pair }) => pair)).toEqual([1, 2, 3, 4])
  expect(resumed.pairs.every(({ baselineRun, candidateRun }) => baselineRun !== null && candidateRun !== null)).toBe(
    true,
  )
  const again = await here.run({ ...plan, pairs: 4 }, { resume: gateId })
  expect(again.pairs).toEqual(resumed.pairs)
})

test('a gate is not resumed with another workload, nor one that is not there', async () => {
  const here = pairsCase()
  const plan = await pairsPlan(here.folder, anyModel(mock), { pairs: 1 })
  const { gateId } = await here.run(plan)
  const runs = here.store.listRuns().length
  const other = { ...plan, workload: { ...plan.workload, text: `${plan.workload.text}\nseed: 9\n` } }
  await expect(here.run(other, { resume: gateId })).rejects.toMatchObject({ code: 'usage' })
  await expect(here.run(plan, { resume: 'g2020' })).rejects.toMatchObject({ code: 'run.unknown' })
  expect(here.store.listRuns()).toHaveLength(runs)
})

test('a gate ends when its pairs decide, and when another pair would take too long', async () => {
  const here = pairsCase()
  const plan = await pairsPlan(here.folder, anyModel(mock), { pairs: 4 })
  const seen: number[] = []
  const decided = await here.run(plan, { isDecided: (pairs) => seen.push(pairs.length) === 2 })
  expect([decided.ended, decided.pairs.length, seen]).toEqual(['decided', 2, [1, 2]])
  const short = await here.run({ ...plan, budgetNs: 1 })
  // the mock stays up: the gate after it sends other prompts
  expect(short.planned[0]?.seed).toBe((decided.planned.at(-1)?.seed as number) + 1)
  expect([short.ended, short.pairs.length]).toEqual(['budget', 1])
})

test('a run that cannot be made is tried once more, then said; what was made before is kept', async () => {
  const here = pairsCase()
  const plan = await pairsPlan(here.folder, anyModel(mock), {
    sides: { baseline: sideOf('target.model=mock-ttft5-itl2'), candidate: sideOf('target.url=http://127.0.0.1:9/v1') },
  })
  await expect(here.run(plan)).rejects.toMatchObject({ code: 'target.unreachable' })
  expect(here.notes.filter((note) => note.includes('it is tried once more'))).toHaveLength(1)
  const [group] = here.store.listSweeps(1)
  expect(group?.runs.every(({ label }) => label?.endsWith('baseline'))).toBe(true)
})

test('a run whose requests all fail is made once more and then stands as it is, with why', async () => {
  const here = pairsCase()
  const plan = await pairsPlan(here.folder, anyModel(mock), {
    pairs: 1,
    sides: { baseline: sideOf('target.model=mock-ttft5-itl2'), candidate: sideOf('target.model=mock-err503') },
  })
  const { pairs, gateId } = await here.run(plan)
  expect(labelsOf(here.store, gateId).filter((label) => label === 'pair 1 candidate')).toHaveLength(2)
  expect(pairs[0]?.flaws.at(-1)).toContain(`run ${pairs[0]?.candidateRun} is invalid`)
})

test('a workload that cannot be run is said before anything is stored', async () => {
  const here = pairsCase()
  const plan = await pairsPlan(here.folder, anyModel(mock), {
    sides: { baseline: sideOf(), candidate: sideOf('target.modle=x') },
  })
  await expect(here.run(plan)).rejects.toMatchObject({ code: 'workload.invalid' })
  expect([here.store.listSweeps(), existsSync(`${here.folder}/logs`)]).toEqual([[], false])
})
