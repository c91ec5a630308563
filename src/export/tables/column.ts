/** A value of a table: text, number, truth, or null where nothing was observed. */
export type Cell = string | number | boolean | null

/**
 * A column of an exported table. `instant` is ISO 8601 text in CSV and JSON, a timestamp in Parquet; `integer` is whole and below
 * 2^53. `unit` is null where a value has none.
 */
export interface Column<T> {
  readonly name: string
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'instant'
  readonly unit: string | null
  readonly meaning: string
  readonly of: (item: T) => Cell
}

/** A table as data: what its rows are made of, and its columns in order. */
export interface Table<T> {
  readonly name: string
  /** What one row stands for. */
  readonly row: string
  readonly columns: readonly Column<T>[]
}

/** `firstTokenAt` to `first_token_at`: the name the store's columns have. */
export const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
