/**
 * Which connections belong to which number (`PreparedRequest.connection`). A connection that carried a request with a number is that
 * number's until it closes or more numbers than `mostNumbers` have come after: ended conversations must not hold sockets for ever.
 */
export class KeptConnections<C> {
  readonly #numberOf = new Map<C, number>()
  readonly #byAge = new Map<number, Set<C>>()

  keep(connection: C, number: number): void {
    this.drop(connection)
    const own = this.#byAge.get(number) ?? new Set()
    own.add(connection)
    this.#byAge.delete(number)
    this.#byAge.set(number, own)
    this.#numberOf.set(connection, number)
    const [oldest] = this.#byAge.keys()
    if (this.#byAge.size > mostNumbers && oldest !== undefined) this.#free(oldest)
  }

  /** Forgets whose it was. */
  drop(connection: C): void {
    const number = this.#numberOf.get(connection)
    if (number === undefined) return
    this.#numberOf.delete(connection)
    const own = this.#byAge.get(number)
    own?.delete(connection)
    if (own?.size === 0) this.#byAge.delete(number)
  }

  /** Place in `idle` of the last one that a request of this number may take: its own first, else one that is nobody's; -1: none. */
  find(idle: readonly C[], number: number | undefined): number {
    const free = (connection: C) => !this.#numberOf.has(connection)
    if (this.#numberOf.size === 0) return idle.length - 1
    const own = number === undefined ? -1 : idle.findLastIndex((each) => this.#numberOf.get(each) === number)
    return own >= 0 ? own : idle.findLastIndex(free)
  }

  #free(number: number): void {
    for (const connection of this.#byAge.get(number) ?? []) this.#numberOf.delete(connection)
    this.#byAge.delete(number)
  }
}

/** Conversations under way at once are fewer; a server's own limit of connections is usually about this. */
const mostNumbers = 4096
