import type { Fact, Facts, ImportFile, JsonRow } from '../imported-run.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a JSON value is an object, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The one JSON object that a file is; null: it is something else. */
export function objectOf({ content }: ImportFile): JsonObject | null {
  return content.kind === 'json' && isObject(content.value) ? content.value : null
}

/** Objects of a file that holds one, an array of them, or one a line; anything else gives none. */
export function objectsOf({ content }: ImportFile): readonly { readonly line: number; readonly value: JsonObject }[] {
  const rows = content.kind === 'lines' ? content.rows : content.kind === 'json' ? rowsOf(content.value) : []
  return rows.every((row): row is JsonRow & { value: JsonObject } => isObject(row.value)) ? rows : []
}

function rowsOf(value: unknown): JsonRow[] {
  return (Array.isArray(value) ? value : [value]).map((item: unknown) => ({ line: 1, value: item }))
}

/** Whether an object has all of these keys. */
export function hasKeys(value: unknown, ...keys: readonly string[]): boolean {
  return isObject(value) && keys.every((key) => key in value)
}

/** The value at a path with dots; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value)
}

/** A finite number at a path with dots, else null. */
export function numberAt(value: unknown, path: string): number | null {
  const found = valueAt(value, path)
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

/** A text at a path with dots that is not empty, else null. */
export function textAt(value: unknown, path: string): string | null {
  const found = valueAt(value, path)
  return typeof found === 'string' && found !== '' ? found : null
}

/** The scalars of an object under these keys, as far as it has them; what JSON has no number for becomes text. */
export function pick(value: JsonObject, keys: readonly string[]): Facts {
  const entries = keys.filter((key) => key in value).map((key): [string, unknown] => [key, value[key]])
  return Object.fromEntries(entries.flatMap(([key, item]) => (isFact(item) ? [[key, storable(item)]] : [])))
}

const isFact = (value: unknown): value is Fact =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const storable = (fact: Fact): Fact => (typeof fact === 'number' && !Number.isFinite(fact) ? String(fact) : fact)
