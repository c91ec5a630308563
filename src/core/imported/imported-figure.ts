/** What is kept of results that another tool measured: every figure as its file has it, beside ours where the two mean the same. */

/** One figure of the file. `ours` is its value in the unit of the run document, null where `metric` is. */
export interface ImportedFigure {
  /** As the file calls it; a path with dots where it lies deeper: `metrics.request_latency.successful.mean`. */
  readonly key: string
  /** As the file has it; text where the file writes text or what JSON has no number for (`Infinity`). */
  readonly value: number | string | null
  /** Of `value`: s, ms, us, ns, tokens, requests, tokens/s, requests/s, requests/min, share, %, bytes ...; null: not known. */
  readonly unit: string | null
  /** Path in the run document it translates to (`metrics.ttftServiceMs.p50`); null: no counterpart there. */
  readonly metric: string | null
  readonly ours: number | null
}

/**
 * What a reader must know of the translation. `definition`: the tool means something else by it; `percentile`: it interpolates
 * otherwise; `absent`: the file does not have it; `derived`: computed here; `unit`: converted; `assumed`: the file does not say.
 */
export interface ImportNote {
  readonly code: 'definition' | 'percentile' | 'absent' | 'derived' | 'unit' | 'assumed'
  /** Path in the run document, or the start of one (`metrics.itlMs`); null: the whole run. */
  readonly metric: string | null
  readonly message: string
}

/** Where an imported run comes from. */
export interface ImportOrigin {
  /** Name of the format. */
  readonly tool: string
  /** The tool's name for people: `vLLM's bench client`. */
  readonly title: string
  readonly toolVersion: string | null
  /** Name of the file, without its folder. */
  readonly file: string
  /** Of the file as it lies on the disk. */
  readonly sha256: string
  /** Number of the run in the file, from 0. */
  readonly position: number
  /** Of what the run says, so that the same run in another file (a sweep's summary) is found again. */
  readonly contentSha256: string
}

/** As the file says; null: it does not. */
export interface RequestCounts {
  readonly planned: number | null
  readonly completed: number | null
  readonly failed: number | null
}

/** What is stored of an imported run beside its header and its requests. */
export interface ImportedFacts {
  readonly origin: ImportOrigin
  /** What the run is described by: its requests, where the file has all of them, else the tool's own figures. */
  readonly basis: 'records' | 'figures'
  readonly requests: RequestCounts
  readonly durationNs: number | null
  readonly figures: readonly ImportedFigure[]
  readonly notes: readonly ImportNote[]
}
