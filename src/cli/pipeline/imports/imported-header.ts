import { createHash } from 'node:crypto'
import type { ImportedFacts } from '../../../core/imported/imported-figure.ts'
import type { Environment, RunHeader } from '../../../core/run-header.ts'
import type { ImportFormat, ImportedRun } from '../../../import/imported-run.ts'
import { canonicalJson } from '../fingerprint.ts'
import { newRunId } from '../run-id.ts'

/** The file a run comes from. */
export interface Source {
  readonly format: ImportFormat
  readonly file: string
  readonly sha256: string
  readonly position: number
}

/** What the command line adds. */
export interface Labels {
  readonly name: string | undefined
  readonly tags: readonly string[]
  readonly project: string | null
  /** Of this infbench. */
  readonly version: string
  /** Wall time of the import, for files that tell no time of their own. */
  readonly nowMs: number
}

/** What is stored of an imported run beside its header. */
export function factsOf(run: ImportedRun, { format, file, sha256, position }: Source): ImportedFacts {
  const { requests, figures, notes, window, records } = run
  const known = (requests.completed ?? 0) + (requests.failed ?? 0)
  const whole = records !== null && records.length > 0 && records.length >= known
  const part = `values of ${records?.length ?? 0} of ${known} requests: they are in the charts, the figures are the tool's`
  return {
    origin: {
      ...{ tool: run.tool, title: format.title, toolVersion: run.toolVersion, file, sha256, position },
      contentSha256: digest(contentOf(run)),
    },
    basis: whole ? 'records' : 'figures',
    ...{ requests, durationNs: window.durationNs, figures },
    notes: records === null || whole ? notes : [...notes, { code: 'absent', metric: null, message: part }],
  }
}

/** What makes it the same run wherever it lies: what was asked and what came out. */
function contentOf({ tool, startedAtMs, settings, requests, figures, records }: ImportedRun): unknown {
  const values = figures.map(({ key, value }) => [key, value])
  const times = records?.map((record) => [record.sentAt, record.firstTokenAt, record.doneAt, record.outputTokens]) ?? []
  return { tool, startedAtMs, settings, requests, values, times }
}

/** The header of an imported run: what its file does not tell is said to be unknown. */
export function importedHeader(run: ImportedRun, facts: ImportedFacts, labels: Labels): RunHeader {
  const { target, settings, window, requests, tool } = run
  const startedAtMs = run.startedAtMs ?? labels.nowMs
  const suffix = createHash('sha256').update(`${facts.origin.sha256}:${facts.origin.position}`).digest().subarray(0, 3)
  const lastAt = run.records?.reduce((latest, { doneAt }) => Math.max(latest, doneAt), 0) ?? 0
  return {
    runId: newRunId(startedAtMs, suffix),
    name: labels.name ?? run.name,
    ...{ startedAtMs, state: 'completed' },
    target: {
      kind: 'endpoint',
      url: target.url ?? 'unknown',
      model: target.model ?? 'unknown',
      facts: target.facts,
      // how prompts were sized is no question to a run that was not planned here
      tokenizer: { name: 'unknown', fidelity: 'target' },
    },
    // prompts may have shared prefixes, for all that is known
    plan: { imported: tool, settings, sharesPrompts: true },
    workload: { text: '', path: null, overrides: [] },
    window: { startAt: 0, endAt: Math.max(window.durationNs ?? 0, lastAt) },
    planned: { requests: requests.planned, durationNs: null },
    environment: environmentOf(run, labels.version),
    fingerprints: {
      workload: short({ tool, settings }),
      environment: short(run.environment ?? 'unknown'),
      target: short({ place: target.url, model: target.model, facts: target.facts }),
      dataset: short({ tool, data: dataOf(settings) }),
    },
    ...{ client: null, slo: {}, hardware: null, tags: labels.tags, project: labels.project },
  }
}

function environmentOf({ environment }: ImportedRun, version: string): Environment {
  const unknown = { os: 'unknown', cpuModel: 'unknown', cpuCores: 0, memoryBytes: 0, nodeVersion: 'unknown' }
  return { ...unknown, gitCommit: null, virtualized: null, ...environment, infbenchVersion: version }
}

/** Settings that say where requests came from. */
function dataOf(settings: ImportedRun['settings']): unknown {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => /data|prompt|input|output|isl|osl/i.test(key)))
}

const digest = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex')
const short = (value: unknown) => digest(value).slice(0, 16)
