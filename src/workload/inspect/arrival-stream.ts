import { nsToS } from '../../core/units.ts'
import { type ArrivalFigures, arrivalFigures, parts } from './arrival-figures.ts'

/** Times held to be put in order; figures of no more than so many are exact. */
const held = 2 ** 20

/** Bins of the rate over time; twice as wide whenever the span outgrows them. */
const binCount = parts * 128
const firstBinNs = 1e6

/**
 * The figures of arrivals (ns, the first at any zero) that come one by one, in a memory that does not grow with them: the last million
 * are held to be put in order, all before are added up. An arrival that is out of order by more than half a million others is
 * counted in the rates and left out of the gaps.
 */
export class ArrivalStream {
  readonly #held: Float64Array
  #n = 0
  #inOrder = true
  #done: Done | null = null

  constructor(most = held) {
    this.#held = new Float64Array(most)
  }

  add(timeNs: number): void {
    if (this.#n === this.#held.length) this.#letGo(this.#n >> 1)
    if (this.#n > 0 && timeNs < (this.#held[this.#n - 1] as number)) this.#inOrder = false
    this.#held[this.#n++] = timeNs
  }

  /** Arrivals that came too late to be put in order. */
  get late(): number {
    return this.#done?.late ?? 0
  }

  /** Null of no arrivals. */
  figures(): ArrivalFigures | null {
    if (this.#done === null) return arrivalFigures(this.#held.subarray(0, this.#n).sort())
    this.#letGo(this.#n)
    return this.#done.figures()
  }

  #letGo(count: number): void {
    if (!this.#inOrder) this.#held.subarray(0, this.#n).sort()
    this.#inOrder = true
    this.#done ??= new Done(this.#held[0] as number)
    for (let i = 0; i < count; i++) this.#done.add(this.#held[i] as number)
    this.#held.copyWithin(0, count, this.#n)
    this.#n -= count
  }
}

/** Arrivals that were added up, in order but for the late ones. */
class Done {
  late = 0
  readonly #firstNs: number
  #n = 0
  #lastNs: number
  readonly #gaps = { n: 0, zero: 0, mean: 0, squares: 0 }
  readonly #seconds = { at: 0, count: 0, squares: 0, most: 0 }
  readonly #bins = new Float64Array(binCount)
  #binNs = firstBinNs

  constructor(firstNs: number) {
    this.#firstNs = firstNs
    this.#lastNs = firstNs
  }

  add(timeNs: number): void {
    const sinceNs = Math.max(0, timeNs - this.#firstNs)
    this.#addToBins(sinceNs)
    if (timeNs < this.#lastNs) this.late++
    else this.#addGap(timeNs - this.#lastNs)
    this.#lastNs = Math.max(this.#lastNs, timeNs)
    this.#n++
    const second = Math.floor(nsToS(sinceNs))
    if (second > this.#seconds.at) this.#endSecond(second)
    this.#seconds.count++
  }

  figures(): ArrivalFigures {
    const spanNs = this.#lastNs - this.#firstNs
    const { n, zero, mean, squares } = this.#gaps
    this.#endSecond(this.#seconds.at)
    const [seconds, perSecond] = [Math.floor(nsToS(spanNs)) + 1, this.#n / (Math.floor(nsToS(spanNs)) + 1)]
    return {
      spanNs,
      ratePerSecond: spanNs === 0 ? null : this.#n / nsToS(spanNs),
      gapCv: n < 2 || mean === 0 ? null : Math.sqrt(squares / n) / mean,
      zeroGapShare: n === 0 ? null : zero / n,
      perSecondDispersion: seconds < 2 ? null : (this.#seconds.squares / seconds - perSecond ** 2) / perSecond,
      mostPerSecond: this.#seconds.most,
      ratesPerSecond: spanNs === 0 ? [] : this.#rates(spanNs / parts),
    }
  }

  /** Welford's update; the first arrival has no gap. */
  #addGap(gapNs: number): void {
    if (this.#n === 0) return
    const { mean } = this.#gaps
    this.#gaps.n++
    if (gapNs === 0) this.#gaps.zero++
    this.#gaps.mean += (gapNs - mean) / this.#gaps.n
    this.#gaps.squares += (gapNs - mean) * (gapNs - this.#gaps.mean)
  }

  #endSecond(next: number): void {
    const { count, most } = this.#seconds
    this.#seconds.squares += count ** 2
    this.#seconds.most = Math.max(most, count)
    this.#seconds.count = 0
    this.#seconds.at = next
  }

  #addToBins(sinceNs: number): void {
    while (sinceNs >= binCount * this.#binNs) this.#widen()
    const bin = Math.floor(sinceNs / this.#binNs)
    this.#bins[bin] = (this.#bins[bin] as number) + 1
  }

  #widen(): void {
    for (let i = 0; i < binCount; i++) {
      const [first, second] = [this.#bins[2 * i] ?? 0, this.#bins[2 * i + 1] ?? 0]
      this.#bins[i] = first + second
    }
    this.#binNs *= 2
  }

  /** A bin that lies across the edge of two parts is shared out by its length on either side. */
  #rates(partNs: number): number[] {
    const counts = new Float64Array(parts)
    for (let i = 0; i < binCount; i++) {
      const count = this.#bins[i] as number
      if (count === 0) continue
      const from = (i * this.#binNs) / partNs
      const to = from + this.#binNs / partNs
      for (let part = Math.floor(from); part < Math.min(parts, to); part++) {
        const within = Math.min(to, part + 1) - Math.max(from, part)
        counts[part] = (counts[part] as number) + (count * within) / (Math.min(to, parts) - from)
      }
    }
    return Array.from(counts, (count) => count / nsToS(partNs))
  }
}
