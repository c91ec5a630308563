/**
 * What every format yields, and what a format is. Formats are pure: they get text and give runs.
 *
 * Rules that hold for all formats:
 * - every number of the file about its results becomes a figure, translated or not, except values per request that become records;
 * - a latency counted from the send goes to `ttftServiceMs` or `e2eServiceMs`, one counted from when it was due to `ttftMs` or `e2eMs`;
 *   where a file has only the former, the latter is filled from it later, and a note says so;
 * - a gap between pieces of an answer is `interChunkMs`; only one that is divided by the tokens of its piece is `itlMs`;
 * - what was not observed is null. A zero that stands for "none" (of a run whose requests all failed) is no figure of ours.
 */
import type { ImportedFigure, ImportNote, RequestCounts } from '../core/imported/imported-figure.ts'
import type { RequestRecord } from '../core/request-record.ts'
import type { Environment } from '../core/run-header.ts'

export type Fact = string | number | boolean | null
export type Facts = Readonly<Record<string, Fact>>

export interface ImportedRun {
  /** Name of the format, as in `--format`. */
  readonly tool: string
  readonly toolVersion: string | null
  /** Made from what the file says: model and load. */
  readonly name: string
  /** Wall time, ms since 1970; null where the file does not tell. */
  readonly startedAtMs: number | null
  readonly target: { readonly url: string | null; readonly model: string | null; readonly facts: Facts }
  /** What was asked for: rate, concurrency, prompts. */
  readonly settings: Facts
  /** As the file says. */
  readonly requests: RequestCounts
  readonly window: { readonly durationNs: number | null }
  /** Instants in ns since the run's start; null: the file has no values per request. */
  readonly records: readonly RequestRecord[] | null
  readonly figures: readonly ImportedFigure[]
  readonly notes: readonly ImportNote[]
  readonly environment: Partial<Environment> | null
}

/** A file to import, unpacked. */
export interface ImportFile {
  readonly path: string
  readonly text: string
  /** Its text as JSON, read once; `detectFormat` refuses what broke, so formats never see it. */
  readonly content: Content
  /** Files beside it that its format asked for (`ImportFormat.companions`), as far as there are such. */
  readonly beside: readonly ImportFile[]
}

export type Content =
  | { readonly kind: 'json'; readonly value: unknown }
  /** JSON lines, two or more. */
  | { readonly kind: 'lines'; readonly rows: readonly JsonRow[] }
  /** Neither, and not begun as such: a table, a log. */
  | { readonly kind: 'text' }
  /** Begun as JSON and broken or cut off: where, and what was found. */
  | { readonly kind: 'broken'; readonly line: number; readonly fault: string }

export interface JsonRow {
  /** From 1. */
  readonly line: number
  readonly value: unknown
}

export interface ImportFormat {
  /** As in `--format`: `vllm-bench-serve`. */
  readonly name: string
  /** For people: `vLLM's bench client`. */
  readonly title: string
  /** What marks its files, for the message that no format matches: `JSON with request_throughput and mean_ttft_ms`. */
  readonly mark: string
  /** Names of files beside `path` that belong to the same run; those are not imported on their own with it. */
  readonly companions?: (path: string) => readonly string[]
  /** Whether the file looks like one of these; no two formats may claim one file. Never throws. */
  matches(file: ImportFile): boolean
  /** The runs of a file that matched. Throws InfbenchError('import.malformed') with file, line or key. */
  parse(file: ImportFile): readonly ImportedRun[]
}
