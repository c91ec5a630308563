import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import { wrap } from '../text/columns.ts'
import type { TextStyle } from '../text/text-style.ts'

const labels: Readonly<Record<ImportNote['code'], string>> = {
  definition: 'differs',
  percentile: 'differs',
  absent: 'absent',
  derived: 'derived',
  unit: 'unit',
  assumed: 'assumed',
}

const width = 'derived'.length

/** What a reader must know of a translation, a paragraph each, at most `style.columns` wide. */
export function noteLines(notes: readonly Pick<ImportNote, 'code' | 'message'>[], style: TextStyle): string[] {
  return notes.flatMap(({ code, message }) =>
    wrap(message, style.columns - width - 4).map(
      (line, i) => `  ${style.dim((i === 0 ? labels[code] : '').padEnd(width))}  ${line}`,
    ),
  )
}
