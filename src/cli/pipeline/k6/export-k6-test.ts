import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import type { Environment } from '../../../core/run-header.ts'
import { planK6Test } from '../../../load/drivers/k6/plan-k6-test.ts'
import type { K6Test } from '../../../load/drivers/k6/script/k6-test.ts'
import { sloThresholds, toK6Threshold } from '../../../load/drivers/k6/thresholds/k6-threshold.ts'
import { openTarget } from '../../../targets/open-target.ts'
import { writeRequests } from '../execute-run.ts'
import { type LoadedWorkload, type PlannedRun, runAlone, runName } from '../load-workload.ts'
import { newHeader } from '../new-header.ts'
import type { RunObserver } from '../run-observer.ts'
import { fingerprintsOf, sourcesFor } from '../sources/open-sources.ts'

export interface K6Export {
  readonly workload: LoadedWorkload
  readonly name: string | undefined
  readonly limits: readonly string[]
  /** The command as it was given. */
  readonly command: string
  readonly version: string
  readonly io: Io
  readonly observer: RunObserver
}

/** A workload's one run as a k6 script holds it, its prompts written with the target's own tokenizer; nothing is measured. */
export async function exportK6Test(input: K6Export): Promise<K6Test> {
  const { workload, io, observer, version, command } = input
  const run = onlyRun(workload)
  const { plan } = run
  const limits = input.limits.map(toK6Threshold)
  const { clock, env, cwd, stop } = io
  observer.stage(`reaching ${plan.target.kind === 'endpoint' ? plan.target.url : 'the target'}`)
  const target = await openTarget(plan.target, { clock, env, cwd, logDirectory: tmpdir(), signal: stop })
  try {
    const sources = await sourcesFor(plan, run.sources, target.contextTokens)
    const written = await writeRequests({ plan, sources, io, observer }, target)
    const { bodies, notes, sharesPrompts } = written
    const name = runName(run, input.name)
    const test = await planK6Test({
      ...{ plan, baseUrl: target.baseUrl, requests: bodies.requests, prepare: bodies.prepare, name, version, command },
      ...{ thresholds: [...sloThresholds(plan.slo), ...limits], run: null },
    })
    const header = newHeader({
      ...{ runId: '', name, project: plan.project ?? null, tags: [], startedAtMs: 0, plan, target },
      ...{ workload: runAlone(workload, run).workload, environment: unknownMachine(version) },
      ...{ datasets: fingerprintsOf(sources), plannedRequests: test.requests.length, notes, sharesPrompts },
      sentBefore: null,
    })
    return { ...test, run: { schema: 'infbench.k6-run/1', digest: digestOf(test), header } }
  } finally {
    await target.close()
  }
}

/** Equal for scripts that send the same: parts of different exports are never merged. */
function digestOf({ url, requests }: K6Test): string {
  const hash = createHash('sha256').update(url)
  for (const request of requests) hash.update(JSON.stringify(request))
  return hash.digest('hex').slice(0, 16)
}

/** Where the script will run, nobody knows yet. */
const unknownMachine = (infbenchVersion: string): Environment => ({
  ...{ os: 'unknown', cpuModel: 'unknown', cpuCores: 0, memoryBytes: 0, nodeVersion: 'unknown' },
  ...{ infbenchVersion, gitCommit: null, virtualized: null },
})

function onlyRun({ runs, search, path }: LoadedWorkload): PlannedRun {
  const [run] = runs
  if (run === undefined || runs.length > 1 || search !== null)
    throw new InfbenchError('usage', {
      message: `${path}: expected a workload of one run, got ${search === null ? `${runs.length} runs` : 'a search'}`,
      hint: 'a script is one run: choose one, e.g. --set sweep=null --set repeat=1 --set arrival.rate=4/s',
    })
  if (run.plan.target.kind === 'engine')
    throw new InfbenchError('usage', {
      message: `${path}: expected target.url, got the bundled engine, which runs only as long as a run of its own`,
      hint: 'infbench serve starts it; then --set target.url=http://127.0.0.1:8000/v1',
    })
  return run
}
