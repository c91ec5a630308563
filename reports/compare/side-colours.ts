import { colour } from '../theme.ts'

const palette = ['blue', 'vermillion', 'green', 'purple', 'amber', 'sky', 'grey'] as const

/** A colour for each side's letter; they come round again after seven. */
export function sideColours(letters: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    letters.map((letter, i) => [letter, colour(palette[i % palette.length] as (typeof palette)[number])]),
  )
}
