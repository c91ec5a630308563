/** A step of a computation: what is done, in sentences, with a table where there are rows. */
export interface ExplainStep {
  readonly title: string
  readonly lines: readonly string[]
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } | null
}
