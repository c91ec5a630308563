import type { SourceRow } from '../sources/request-source.ts'

/**
 * What an endless prefix cache would save if requests came in order, one after the other: the leading part of each prompt that
 * stands at the beginning of one before. In tokens by the recorded segments; answers are not counted.
 */
export interface SharingFigures {
  /** Tokens found in the cache / all prompt tokens. */
  readonly tokenShare: number
  /** Whole segments found / all segments; segments are the blocks of a trace that has such, else the parts of conversations. */
  readonly segmentShare: number
  /** Requests of which anything was found. */
  readonly hitShare: number
  readonly segments: number
  readonly distinctSegments: number
}

/** Places in prompts that are remembered; what comes after so many is not looked at, which bounds the memory. */
const mostNodes = 2 ** 21

/** More than any stream's number, any length and any number of nodes: pairs of them are keys that stay whole numbers. */
const base = 2 ** 27

/** Adds up what prompts share. A node stands for a beginning: what follows it is a stream, or a place in one. */
export class SharingCollector {
  /** Requests looked at; those after the memory was full are not. */
  rows = 0
  isFull = false
  readonly #total = { tokens: 0, found: 0, segments: 0, whole: 0, hits: 0 }
  readonly #distinct = new Set<number>()
  readonly #streamAfter = new Map<number, number>()
  readonly #placeAfter = new Map<number, number>()
  /** How much of each node's stream was seen. */
  readonly #seen: number[] = [0]
  readonly #mostNodes: number

  constructor(most = mostNodes) {
    this.#mostNodes = most
  }

  add({ inputTokens, prompt }: SourceRow): void {
    if (this.#seen.length >= this.#mostNodes) this.isFull = true
    if (this.isFull) return
    this.rows++
    const total = this.#total
    total.tokens += inputTokens
    if (prompt?.kind !== 'segments') return
    let [rest, node, isKnown] = [inputTokens, 0, true]
    const foundBefore = total.found
    for (const { stream, tokens } of prompt.segments) {
      const asked = Math.min(tokens, rest)
      if (asked <= 0) break
      const next = this.#follow(this.#streamAfter, node * base + stream)
      const seen = this.#seen[next] as number
      if (isKnown) total.found += Math.min(asked, seen)
      isKnown &&= seen >= asked
      if (isKnown) total.whole++
      this.#seen[next] = Math.max(seen, asked)
      this.#distinct.add(stream)
      total.segments++
      rest -= asked
      node = this.#follow(this.#placeAfter, next * base + asked)
    }
    if (total.found > foundBefore) total.hits++
  }

  /** Null where no row says what it shares. */
  figures(): SharingFigures | null {
    const { tokens, found, segments, whole, hits } = this.#total
    if (segments === 0) return null
    return {
      tokenShare: tokens === 0 ? 0 : found / tokens,
      segmentShare: whole / segments,
      hitShare: hits / this.rows,
      segments,
      distinctSegments: this.#distinct.size,
    }
  }

  #follow(nodes: Map<number, number>, key: number): number {
    const known = nodes.get(key)
    if (known !== undefined) return known
    const made = this.#seen.push(0) - 1
    nodes.set(key, made)
    return made
  }
}
