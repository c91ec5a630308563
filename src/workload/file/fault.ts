/** One thing wrong with a workload. `path` leads to the offending value (or, for a key, to the key itself). */
export interface Fault {
  readonly path: Path
  /** Point at the key rather than at its value: for keys that should not be there, or whose value is missing. */
  readonly at: 'key' | 'value'
  /** What was expected and what was got, without place and path. */
  readonly message: string
}

export type Path = readonly (string | number)[]

/** `expected a duration such as 200ms, got "200"`. */
export function expectation(expected: string, got: unknown): string {
  return `expected ${expected}, got ${showValue(got)}`
}

/** A value as the user would recognise it: scalars as written (strings quoted), collections by kind, nothing when absent. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping'
  const text = typeof value === 'string' ? JSON.stringify(value) : `${value as number | boolean}`
  return text.length <= 60 ? text : `${text.slice(0, 56)}...${typeof value === 'string' ? '"' : ''}`
}

export const showPath = (path: Path): string => path.join('.')

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
