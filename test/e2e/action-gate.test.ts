import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gateDocumentSchema } from '../../src/gate/gate-document.ts'
import { openStore } from '../../src/store/open-store.ts'
import { runStep, workspaceWith } from '../helpers/action-runner.ts'
import { cliMain } from '../helpers/cli.ts'
import { sampleRun } from '../helpers/sample-run.ts'

// The action with infbench itself, over stored runs: eight pairs, of which the candidate decodes more slowly.
function workspaceOf(slownessOf: (pair: number) => number): string {
  const workspace = workspaceWith('process.exit(99)')
  const store = openStore(join(workspace, 'runs.db'))
  for (let pair = 0; pair < 8; pair++)
    for (const [place, tag] of ['main', 'change'].entries()) {
      const options = { seed: pair + 1, requests: 240, slowness: tag === 'main' ? 1 : slownessOf(pair) }
      const { header, records } = sampleRun(options)
      const run = {
        ...header,
        runId: `${tag}-${pair}`,
        startedAtMs: Date.UTC(2026, 10, 20, pair, place * 30),
        tags: [tag],
      }
      store.createRun({ ...run, plan: { ...(header.plan as object), seed: pair + 1 } })
      for (const record of records) store.append(run.runId, record)
      store.finishRun({ ...run, plan: { ...(header.plan as object), seed: pair + 1 } })
    }
  store.close()
  const policy = {
    name: 'no slower',
    baseline: { tag: 'main' },
    candidate: { tag: 'change' },
    metrics: { 'tpot.p50': '5%' },
  }
  writeFileSync(join(workspace, 'gate.yaml'), JSON.stringify(policy))
  return workspace
}

/** Two runs of one server are never quite the same. */
const jitter = (pair: number) => [0.004, -0.003, 0.002, -0.004][pair % 4] as number

const gated = (workspace: string) =>
  runStep(workspace, {
    with: { policy: 'gate.yaml', arguments: '--db=runs.db', command: `${process.execPath} ${cliMain}` },
  })

test('a candidate a third slower fails the step, with the figures of infbench gate', async () => {
  const workspace = workspaceOf((pair) => 1.25 + jitter(pair))
  const step = await gated(workspace)
  expect(step).toMatchObject({ code: 1, outputs: { verdict: 'regression', 'exit-code': '10' } })
  expect(step.summary).toMatch(/\| TPOT p50 \| [\d.]+ ms \| [\d.]+ ms \| \+3\d(\.\d+)? % \|/)
  expect(readFileSync(join(step.outputs['report-path'] ?? '', 'gate.html'), 'utf8')).toMatch(/^<!doctype html>/i)
  const written = JSON.parse(readFileSync(join(step.outputs['report-path'] ?? '', 'gate.json'), 'utf8')) as unknown
  expect(gateDocumentSchema.safeParse(written).error).toBeUndefined()
})

test('a candidate that is the same does not fail it', async () => {
  const step = await gated(workspaceOf((pair) => 1 + jitter(pair)))
  expect([step.code, step.outputs['verdict']]).toEqual([0, 'pass'])
})
