/**
 * The random number for token `index` of a request: a pure function of the request's seed and the index, so that a
 * request pre-empted and computed again, or batched differently, draws the same. Both words of 53 bits go through the
 * finalizer of MurmurHash3 (A. Appleby), which avalanches every input bit.
 */

/** Uniform in [0, 1). */
export function draw(seed: number, index: number): number {
  const low = seed >>> 0
  const high = Math.floor(seed / 0x100000000) >>> 0
  const key = mix((low ^ mix(high + 0x9e3779b9)) >>> 0)
  const a = mix((key + Math.imul(2 * index + 1, 0x9e3779b1)) >>> 0)
  const b = mix((key ^ Math.imul(2 * index + 2, 0x85ebca77)) >>> 0)
  return ((a >>> 5) * 0x4000000 + (b >>> 6)) / 2 ** 53
}

function mix(word: number): number {
  let h = word >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
