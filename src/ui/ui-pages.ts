/** What `infbench ui` shows and keeps; `cli` makes it from store and report, which this room does not know. */
export interface UiPages {
  /** The list of runs, filtered by the query of its form. */
  runs(query: URLSearchParams): Promise<string>
  /** Report of a run, or its live view while it goes on. Throws run.unknown. */
  run(runId: string): Promise<string>
  /** Report of a sweep, a search or repeats. Throws run.unknown. */
  group(groupId: string): Promise<string>
  /** Runs side by side. Throws run.unknown, usage. */
  comparison(runIds: readonly string[]): Promise<string>
  /** What the live view of a run holds now. Throws run.unknown. */
  live(runId: string): Promise<LiveState>
  /** Keeps what a person wrote about a run. Throws run.unknown, usage, store.*. */
  annotate(runId: string, annotation: Annotation): Promise<void>
  /** A page that says what went wrong. */
  problem(status: number, message: string, hint: string | null): Promise<string>
}

export interface LiveState {
  /** The part of the page that changes, as markup. */
  readonly html: string
  /** The run goes on no more: its report can be read. */
  readonly ended: boolean
}

/** The only writing there is. */
export type Annotation =
  | { readonly kind: 'addTag' | 'removeTag'; readonly tag: string }
  | { readonly kind: 'addNote'; readonly text: string }
  | { readonly kind: 'removeNote'; readonly number: number }
