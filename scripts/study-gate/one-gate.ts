import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import type { RunInput } from '../../src/cli/pipeline/execute-run.ts'
import type { PairSide, PairsPlan } from '../../src/cli/pipeline/gate/pairs/pairs-plan.ts'
import { runPairs } from '../../src/cli/pipeline/gate/pairs/run-pairs.ts'
import { silentObserver } from '../../src/cli/pipeline/run-observer.ts'
import { summarizeStored } from '../../src/cli/pipeline/stored/summarize-stored.ts'
import { type Rng, seededRng } from '../../src/core/rng.ts'
import { decideGate } from '../../src/gate/decide/decide-gate.ts'
import type { GatePair, GateRun } from '../../src/gate/decide/gate-input.ts'
import type { GateDocument } from '../../src/gate/gate-document.ts'
import { readPolicy } from '../../src/gate/policy/read-policy.ts'
import { startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { gaussian } from '../../src/workload/random-draw.ts'
import { anyModel } from '../../test/helpers/mock-workload.ts'

/** What is put into the candidate: so much more TTFT or ITL; an effect of 0 is the same for both. */
export interface Condition {
  readonly series: 'ttft' | 'itl'
  /** As a share: 0.05 is 5 % slower. */
  readonly effect: number
}

export interface GateSettings {
  readonly pairs: number
  /** Of each run's window. */
  readonly seconds: number
  /** Standard deviation of what each start of a server adds to its own speed, as a share: runs of one server differ, too. */
  readonly spread: number
  readonly marginShare: number
}

/** One gate as it was decided. */
export interface GateOutcome extends Condition {
  /** The seed of all its chances. */
  readonly repetition: number
  readonly verdict: GateDocument['verdict']
  readonly level: number | null
  readonly metrics: readonly Pick<
    GateDocument['metrics'][number],
    'metric' | 'effectShare' | 'lowerShare' | 'upperShare' | 'pValue' | 'verdict' | 'differences'
  >[]
  readonly reasons: readonly string[]
}

/** The metrics that decide; the first two are what effects are put into. */
export const metricOf = { ttft: 'ttft.p50', itl: 'tpot.p50' } as const
const gated = [metricOf.ttft, metricOf.itl, 'e2e.p50']

/** How the mock answers where nothing is put in. */
const usual = { ttftMs: 50, itlMs: 10 }
const words = fileURLToPath(new URL('../../test/fixtures/words-tokenizer.json', import.meta.url))

const workloadText = (
  url: string,
  { seconds }: GateSettings,
) => `target: {url: ${url}, model: mock, metrics: false, tokenizer: {file: '${words}'}}
requests: {source: {synthetic: {input: 20, output: 20}}}
arrival: {process: poisson, rate: 20/s}
duration: ${seconds}s
`

const policyText = ({ pairs, marginShare }: GateSettings) => `workload: chat.yaml
baseline: {url: http://127.0.0.1/v1}
candidate: {url: http://127.0.0.1/v1}
pairs: ${pairs}
metrics: {${gated.map((metric) => `${metric}: ${marginShare}`).join(', ')}}
`

/** Makes the pairs of one gate against a mock of its own and decides on them; nothing but the outcome is kept. */
export async function oneGate(
  condition: Condition,
  repetition: number,
  settings: GateSettings,
  { folder, io }: { readonly folder: string; readonly io: RunInput['io'] },
): Promise<GateOutcome> {
  const mock = await startMockServer()
  const rng = seededRng(`${condition.series} ${condition.effect} ${repetition}`)
  const store = openStore(join(folder, `${condition.series}-${condition.effect}-${repetition}.db`))
  try {
    const workload = { text: workloadText(anyModel(mock), settings), path: join(folder, 'chat.yaml'), overrides: [] }
    const pairs: GatePair[] = []
    for (let k = 0; k < settings.pairs; k++) {
      const sides = sidesOf(condition, settings, rng.fork(k))
      const plan: PairsPlan = {
        ...{ name: 'study', workload, sides, pairs: 1, budgetNs: null },
        seed: 1 + repetition * settings.pairs + k,
      }
      pairs.push(await onePair(plan, store, folder, io))
    }
    return outcomeOf(condition, repetition, decided(pairs, settings, io.clock.wallMs()))
  } finally {
    store.close()
    await mock.close()
  }
}

async function onePair(plan: PairsPlan, store: Store, folder: string, io: RunInput['io']): Promise<GatePair> {
  const made = await runPairs(plan, {
    ...{ store, io, observer: silentObserver, logDirectory: folder, project: null, tags: [], resume: null },
  })
  const [pair] = made.pairs
  if (pair?.baselineRun == null || pair.candidateRun === null) throw new Error('a pair has not both of its runs')
  const [baseline, candidate] = [gateRun(store, pair.baselineRun), gateRun(store, pair.candidateRun)]
  return { baseline, candidate, order: pair.order, seed: pair.seed }
}

/** The mock's model names say how fast it is, and every start has its own: the gate is told one name, as real servers have. */
function gateRun(store: Store, runId: string): GateRun {
  const { header, document } = summarizeStored(store, runId)
  return { header: { ...header, target: { ...header.target, model: 'mock' } }, document }
}

function sidesOf({ series, effect }: Condition, { spread }: GateSettings, rng: Rng): PairsPlan['sides'] {
  const side = (label: string, slower: number): PairSide => {
    const start = rng.fork(label)
    const drawn = () => Math.exp(spread * gaussian(start))
    const ttftMs = usual.ttftMs * drawn() * (series === 'ttft' ? slower : 1)
    const itlMs = usual.itlMs * drawn() * (series === 'itl' ? slower : 1)
    return { label, overrides: [`target.model=mock-ttft${decimal(ttftMs)}-itl${decimal(itlMs)}`], start: null }
  }
  return { baseline: side('baseline', 1), candidate: side('candidate', 1 + effect) }
}

/** As the mock reads fractions: 10.25 is `10p2500`. */
const decimal = (value: number) => value.toFixed(4).replace('.', 'p')

function decided(pairs: readonly GatePair[], settings: GateSettings, createdAtMs: number): GateDocument {
  const policy = readPolicy({ text: policyText(settings), path: 'study.yaml' })
  return decideGate({
    ...{ policy, pairs, id: 'study', createdAtMs, infbenchVersion: 'study', inTurns: true, look: 1 },
    unpaired: { baseline: [], candidate: [] },
    faults: [],
  })
}

function outcomeOf(condition: Condition, repetition: number, document: GateDocument): GateOutcome {
  return {
    ...condition,
    repetition,
    verdict: document.verdict,
    level: document.inference?.attainableAlpha ?? null,
    metrics: document.metrics.map(({ metric, effectShare, lowerShare, upperShare, pValue, verdict, differences }) => ({
      ...{ metric, effectShare, lowerShare, upperShare, pValue, verdict, differences },
    })),
    reasons: document.reasons,
  }
}
