import type { TextStyle } from '../text/text-style.ts'

/** One little column for each value, from 0 to the largest; a blank where nothing was observed, and no value above 0 without a trace. */
export function sparkline(
  values: readonly (number | null)[],
  { symbols: { steps } }: Pick<TextStyle, 'symbols'>,
): string {
  const most = Math.max(0, ...values.flatMap((value) => value ?? []))
  const top = steps.length - 1
  return values
    .map((value) =>
      value === null ? ' ' : (steps[most === 0 ? 1 : Math.max(1, Math.round((value / most) * top))] as string),
    )
    .join('')
}

/** `values` in parts of `length`, the last of which may be shorter, each the value that `together` makes of it. */
export function inParts<T, R>(values: readonly T[], length: number, together: (part: readonly T[]) => R): readonly R[] {
  return Array.from({ length: Math.ceil(values.length / length) }, (_, i) =>
    together(values.slice(i * length, (i + 1) * length)),
  )
}
