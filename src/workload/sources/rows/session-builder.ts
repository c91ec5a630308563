import { numberList } from '../../../stats/number-list.ts'
import type { TraceTurn } from '../formats/trace-row.ts'
import type { SessionColumns } from './row-list.ts'

/** Collects the sessions of rows; rows without one cost nothing until one has. */
export class SessionBuilder {
  readonly #ids = new Map<string, number>()
  readonly #lists = {
    session: numberList(),
    turn: numberList(),
    thinkNs: numberList(),
    offsetNs: numberList(),
    durationNs: numberList(),
  }

  /** The session of row `index`, which is larger than that of any row before. */
  add(index: number, { id, thinkNs, offsetNs, durationNs }: TraceTurn, turn: number): void {
    this.#fill(index)
    const known = this.#ids.get(id) ?? this.#ids.size
    this.#ids.set(id, known)
    this.#push(known, turn, thinkNs ?? Number.NaN, offsetNs ?? Number.NaN, durationNs ?? Number.NaN)
  }

  /** Sessions so far. */
  get sessions(): number {
    return this.#ids.size
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Columns of `rows` rows; null where none has a session. */
  columns(rows: number): SessionColumns | null {
    if (this.#ids.size === 0) return null
    this.#fill(rows)
    const { session, turn, thinkNs, offsetNs, durationNs } = this.#lists
    return {
      ids: [...this.#ids.keys()],
      session: session.values(),
      turn: turn.values(),
      thinkNs: thinkNs.values(),
      offsetNs: offsetNs.values(),
      durationNs: durationNs.values(),
    }
  }

  #fill(index: number): void {
    while (this.#lists.session.length < index) this.#push(Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN)
  }

  #push(session: number, turn: number, thinkNs: number, offsetNs: number, durationNs: number): void {
    this.#lists.session.push(session)
    this.#lists.turn.push(turn)
    this.#lists.thinkNs.push(thinkNs)
    this.#lists.offsetNs.push(offsetNs)
    this.#lists.durationNs.push(durationNs)
  }
}
