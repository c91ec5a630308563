import { visibleWidth } from './columns.ts'

/** The first of several layouts whose lines are all within a width; the last where none is. */
export function firstFitting(forms: readonly (() => readonly string[])[], columns: number): readonly string[] {
  for (const form of forms.slice(0, -1)) {
    const lines = form()
    if (lines.every((line) => visibleWidth(line) <= columns)) return lines
  }
  return forms.at(-1)?.() ?? []
}
