/** So many and no more. */
export interface Quota {
  /** Takes one; false: there is none left. */
  take(): boolean
  readonly isFull: boolean
  /** Calls back whenever somebody else has taken the last one. */
  onFull(hear: () => void): void
}

/** A quota that nobody else takes from; null: without an end. */
export class OwnQuota implements Quota {
  readonly #most: number
  #taken = 0

  constructor(most: number | null) {
    this.#most = most ?? Infinity
  }

  get isFull(): boolean {
    return this.#taken >= this.#most
  }

  take(): boolean {
    if (this.isFull) return false
    this.#taken++
    return true
  }

  onFull(): void {}
}
