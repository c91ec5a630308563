import { wrap } from './columns.ts'
import type { TextStyle } from './text-style.ts'

/** A label and what it says. */
export type Fact = readonly [label: string, text: string]

/** One fact per line, what they say lined up, long ones broken between words; at most `style.columns` wide. */
export function factLines(facts: readonly Fact[], style: TextStyle): string[] {
  const width = Math.max(...facts.map(([label]) => label.length))
  return facts.flatMap(([label, text]) =>
    wrap(text, style.columns - width - 4).map(
      (line, i) => `  ${style.dim((i === 0 ? label : '').padEnd(width))}  ${line}`,
    ),
  )
}
