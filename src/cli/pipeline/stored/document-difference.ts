/** What may change after a run without its figures: what people say of it, and which self-test goes with it. */
const labels: ReadonlySet<string> = new Set(['tags', 'measurementError'])

/**
 * The first value of a kept document that its run no longer gives, as `path: expected X, got Y`; null: none. What only the new one
 * has came with a later version.
 */
export function documentDifference(kept: object, made: object): string | null {
  const asStored = JSON.parse(JSON.stringify(made)) as unknown
  const compared = Object.fromEntries(Object.entries(kept).filter(([key]) => !labels.has(key)))
  return difference(compared, asStored, '')
}

function difference(kept: unknown, made: unknown, path: string): string | null {
  if (kept === null || typeof kept !== 'object' || made === null || typeof made !== 'object')
    return Object.is(kept, made) ? null : differs(path, kept, made)
  if (Array.isArray(kept) && (!Array.isArray(made) || made.length !== kept.length)) return differs(path, kept, made)
  for (const [key, value] of Object.entries(kept)) {
    const found = difference(value, (made as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`)
    if (found !== null) return found
  }
  return null
}

const mostShown = 60

function differs(path: string, kept: unknown, made: unknown): string {
  const [stored, now] = [kept, made].map((value) => (JSON.stringify(value) ?? 'nothing').slice(0, mostShown))
  return `summary, ${path}: expected ${now} by its requests, got ${stored}`
}
