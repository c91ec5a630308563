import type { Cores } from '../runners/run-client.ts'

/** A figure with the bar it is held to. */
export interface RowBar<F> {
  readonly name: string
  readonly unit: string
  /** Whether a good figure is a small one or a large one. */
  readonly better: 'less' | 'more'
  readonly bar: number
  of(figures: F): number
}

/** One measurement that several rows are read from. */
export interface Sitting {
  readonly name: string
  /** Also part of the short study. */
  readonly quick: boolean
  readonly rows: readonly Omit<RowBar<never>, 'of'>[]
  /** Figures by row name, and what stands behind them. */
  measure(cores: Cores | null): Promise<Taken>
}

export interface Taken {
  readonly values: ReadonlyMap<string, number>
  readonly details: unknown
}

/** A sitting whose rows are named after it. */
export function sitting<F>(
  name: string,
  measure: (cores: Cores | null) => Promise<F>,
  rows: readonly RowBar<F>[],
  quick = false,
): Sitting {
  const named = rows.map((row) => ({ ...row, name: `${name}: ${row.name}` }))
  return {
    name,
    quick,
    rows: named,
    measure: async (cores) => {
      const figures = await measure(cores)
      return { values: new Map(named.map((row) => [row.name, row.of(figures)])), details: figures }
    },
  }
}
