/**
 * Seeded randomness: xoshiro128** (Blackman & Vigna, "Scrambled linear pseudorandom number generators", 2018) over a
 * state hashed from a seed and a path of labels. `fork` derives an independent stream from the labels
 * alone, never from how many numbers were drawn before, so adding a consumer leaves all other streams as they were.
 */
export interface Rng {
  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number
  /** Uniform integer in [0, bound). */
  below(bound: number): number
  /** 32 random bits. */
  bits32(): number
  /** An independent generator, a pure function of this generator's seed and `label`. */
  fork(label: string | number): Rng
}

/** A generator for `seed`; the same seed gives the same numbers on every machine. */
export function seededRng(seed: number | string): Rng {
  return makeRng(String(seed))
}

function makeRng(path: string): Rng {
  const state = fillState(path)
  const bits32 = () => nextBits(state)
  const uniform = () => ((bits32() >>> 5) * 0x4000000 + (bits32() >>> 6)) / 2 ** 53
  return {
    bits32,
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    fork: (label) => makeRng(`${path}/${label}`),
  }
}

function nextBits(s: Uint32Array): number {
  const s1 = s[1] as number
  const result = Math.imul(rotl(Math.imul(s1, 5), 7), 9) >>> 0
  s[2] = (s[2] as number) ^ (s[0] as number)
  s[3] = (s[3] as number) ^ s1
  s[1] = s1 ^ (s[2] as number)
  s[0] = (s[0] as number) ^ (s[3] as number)
  s[2] = (s[2] as number) ^ (s1 << 9)
  s[3] = rotl(s[3] as number, 11)
  return result
}

const rotl = (x: number, k: number) => ((x << k) | (x >>> (32 - k))) >>> 0

// Four lanes of multiply-and-xor over the path's UTF-16 units, so that 128 bits of the path's identity survive: with one
// 32-bit hash, two of 20,000 forks would collide in 5 % of runs. The lanes are then finished by splitmix32's mixer.
const lanes = [0x01000193, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const

function fillState(path: string): Uint32Array {
  const state = Uint32Array.from(lanes, (multiplier, lane) => {
    let h = (0x811c9dc5 + Math.imul(lane + 1, 0x9e3779b9)) >>> 0
    for (let i = 0; i < path.length; i++) {
      h = Math.imul(h ^ path.charCodeAt(i), multiplier)
      h ^= h >>> 15
    }
    return mix32(h >>> 0)
  })
  if (state.every((word) => word === 0)) state[0] = 1 // the one state xoshiro cannot leave
  return state
}

function mix32(seed: number): number {
  let x = (seed + 0x9e3779b9) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}
