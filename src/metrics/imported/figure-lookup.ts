import type { ImportedFacts } from '../../core/imported/imported-figure.ts'

/** The value that an import has for a place in the run document, in its unit; null: none translates to it. The first of several wins. */
export type FigureLookup = (metric: string) => number | null

export function figureLookup({ figures }: Pick<ImportedFacts, 'figures'>): FigureLookup {
  const values = new Map<string, number>()
  for (const { metric, ours } of figures) {
    if (metric !== null && ours !== null && !values.has(metric)) values.set(metric, ours)
  }
  return (metric) => values.get(metric) ?? null
}
