/**
 * Which requests are turns of one conversation, told by their prompts alone: a request whose messages begin with all messages
 * of an earlier request goes on with its session. Identical prompts begin sessions of their own. Remembers the most recent
 * prompts only, so that memory stays bounded.
 */
export interface SessionHint {
  readonly id: string
  /** From 0. */
  readonly turn: number
  /** From the end of the turn before to this request's arrival; null: the first. */
  readonly thinkMs: number | null
}

interface KnownPrompt {
  readonly id: string
  readonly turn: number
  readonly doneAtMs: number
}

const mostPrompts = 100_000

export class SessionHints {
  readonly #name: string
  readonly #prompts = new Map<string, KnownPrompt>()
  #sessions = 0

  /** `name` sets the ids of this recording apart from those of others. */
  constructor(name: string) {
    this.#name = name
  }

  /** The place of a request, told by the ids of everything up to the end of each of its messages; null: no messages. */
  place(ends: readonly string[], arrivedAtMs: number, doneAtMs: number): SessionHint | null {
    const whole = ends.at(-1)
    if (whole === undefined) return null
    const before = this.#before(ends, arrivedAtMs)
    const id = before?.id ?? `${this.#name}-${++this.#sessions}`
    const turn = before === null ? 0 : before.turn + 1
    this.#remember(whole, { id, turn, doneAtMs })
    return { id, turn, thinkMs: before === null ? null : arrivedAtMs - before.doneAtMs }
  }

  /** A turn cannot go on with an answer that had not ended when it came. */
  #before(ends: readonly string[], arrivedAtMs: number): KnownPrompt | null {
    for (let i = ends.length - 2; i >= 0; i--) {
      const known = this.#prompts.get(ends[i] as string)
      if (known !== undefined && known.doneAtMs <= arrivedAtMs) return known
    }
    return null
  }

  #remember(key: string, prompt: KnownPrompt): void {
    this.#prompts.delete(key)
    this.#prompts.set(key, prompt)
    if (this.#prompts.size <= mostPrompts) return
    const [oldest] = this.#prompts.keys()
    if (oldest !== undefined) this.#prompts.delete(oldest)
  }
}
