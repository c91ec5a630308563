import { textOf } from '../formats/datasets/messages.ts'
import type { TraceRow } from '../formats/trace-row.ts'
import type { Need } from '../need.ts'

/** Counts how much of a need the rows that are kept fulfil. */
export class NeedMeter {
  readonly #need: Need
  #rows = 0
  #sessions = 0

  constructor(need: Need) {
    this.#need = need
  }

  /** A row that is kept, its input plus output tokens, and whether it begins a session (a row of none is one). */
  see(row: TraceRow, tokens: number, begins: boolean): void {
    if (mostTokens(row, tokens) > this.#need.fitTokens) return
    this.#rows++
    if (begins) this.#sessions++
  }

  /** `lastNs`: time of the last row since the first; null: not told. */
  isMet(lastNs: number | null): boolean {
    const { rows, sessions, untilNs } = this.#need
    return this.#rows >= rows || this.#sessions >= sessions || (lastNs ?? 0) > untilNs
  }
}

/** A text is counted by the target later; it has at most a token a byte. */
function mostTokens({ content }: TraceRow, tokens: number): number {
  if (content === undefined) return tokens
  const texts = content.kind === 'text' ? [content.text] : content.messages.map(textOf)
  return tokens + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}
