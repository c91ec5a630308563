/** The list of stored runs as `infbench ui` shows it: what the reader asked for, and what the store holds of it. */
export interface RunsModel {
  /** The database, as a person calls it. */
  readonly database: string
  readonly filter: RunsFilter
  /** Those that the filter lets through, newest first. */
  readonly runs: readonly RunLine[]
  /** How many it let through, and how many are stored. */
  readonly matching: number
  readonly stored: number
  /** Every project that has a run or a baseline, and every tag in the store, by name. */
  readonly projects: readonly string[]
  readonly tags: readonly string[]
  readonly groups: readonly GroupLine[]
}

/** `state` of a run that goes on, did not end well, or else its stamp. */
export const runStates = ['running', 'valid', 'degraded', 'invalid', 'interrupted', 'failed', 'killed'] as const
export type ShownState = (typeof runStates)[number]

export interface RunsFilter {
  /** Words that name, id, model, address, project and tags must hold, all of them; letters of either case. */
  readonly words: string
  readonly state: ShownState | null
  readonly project: string | null
  readonly tag: string | null
}

export interface RunLine {
  readonly runId: string
  readonly name: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly model: string
  /** Null: the bundled engine. */
  readonly url: string | null
  /** Null: it ended and was never summarised. */
  readonly state: ShownState | null
  readonly requests: number
  readonly failed: number
  /** Medians in ms, tokens per s, share of requests that met every SLO; null where not observed. */
  readonly ttftMs: number | null
  readonly tpotMs: number | null
  readonly outputTokensPerS: number | null
  readonly attainment: number | null
  /** Null: in none. */
  readonly project: string | null
  readonly tags: readonly string[]
}

export interface GroupLine {
  readonly groupId: string
  readonly kind: string
  readonly name: string
  readonly startedAt: string
  readonly runs: number
}

/** What a form's query asks for; what it names wrongly is not asked for. */
export function runsFilter(query: URLSearchParams): RunsFilter {
  const state = runStates.find((known) => known === query.get('state')) ?? null
  const named = (key: string) => (query.get(key) === '' ? null : query.get(key))
  return { words: (query.get('words') ?? '').slice(0, 200), state, project: named('project'), tag: named('tag') }
}

/** Runs that a filter lets through, in their order. */
export function filterRuns(runs: readonly RunLine[], { words, state, project, tag }: RunsFilter): readonly RunLine[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return runs.filter((run) => {
    if (state !== null && run.state !== state) return false
    if (project !== null && run.project !== project) return false
    if (tag !== null && !run.tags.includes(tag)) return false
    const where = run.url ?? 'bundled engine'
    const labels = [run.project ?? '', ...run.tags]
    const text = [run.name, run.runId, run.model, where, ...labels].join('\n').toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
