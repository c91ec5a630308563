import { bytesPerToken } from '../../workload/sources/rows/row-maker.ts'

/** Tokens of texts whose length in bytes is all that is known, by what the server counted in others of the same model. */
export class TokenRatio {
  readonly #seen = new Map<string, { tokens: number; bytes: number }>()

  learn(model: string, tokens: number, bytes: number): void {
    const known = this.#seen.get(model) ?? { tokens: 0, bytes: 0 }
    this.#seen.set(model, { tokens: known.tokens + tokens, bytes: known.bytes + bytes })
  }

  /** A rule of thumb where nothing was counted yet. */
  estimate(model: string, bytes: number): number {
    const known = this.#seen.get(model)
    const ratio = known === undefined || known.bytes === 0 ? 1 / bytesPerToken : known.tokens / known.bytes
    return Math.ceil(bytes * ratio)
  }
}
