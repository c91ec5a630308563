import { z } from 'zod'
import { parseBytes, parseDurationNs, parseRatePerSecond } from '../../core/units.ts'

/**
 * The kinds of value a workload file knows. Each schema's error text is what stands after "expected" in a fault, so that
 * every message reads the same; values stay as the user wrote them (units included) until `resolve-plan.ts` converts them.
 */

const durationPattern = /^\s*(\d+(\.\d+)?\s*(ns|us|ms|min|s|m|h)\s*)+$/

/** A duration with its unit, above zero. */
export function duration(example = '200ms') {
  const error = `a duration such as ${example}`
  return z
    .string({ error })
    .regex(durationPattern, { error })
    .refine(isPositiveDuration, { error: `${error}, above zero` })
}

/** A duration with its unit; `0s` is one. */
export function durationOrZero(example = '10s') {
  const error = `a duration such as ${example}`
  return z.string({ error }).regex(durationPattern, { error })
}

const isPositiveDuration = (text: string) => !durationPattern.test(text) || (parseDurationNs(text) ?? 0) > 0

/** `4/s`, `90/min`, or a bare number of requests per second. */
export function rate() {
  const error = 'a rate above zero such as 4/s or 90/min'
  return z
    .union([z.number({ error }), z.string({ error }).regex(/^\d+(\.\d+)?\s*(\/\s*(s|m|min|h))?$/, { error })], {
      error,
    })
    .refine((value) => (parseRatePerSecond(value) ?? 0) > 0, { error })
}

/** A size in memory with its unit. */
export function bytes() {
  const error = 'a size such as 512MiB'
  return z
    .string({ error })
    .regex(/^\d+(\.\d+)?\s*(B|kB|MB|GB|KiB|MiB|GiB)$/, { error })
    .refine((text) => (parseBytes(text) ?? 0) > 0, { error })
}

/** A whole number of at least `min`. */
export function integer(min: number, what = 'a whole number', max = Number.MAX_SAFE_INTEGER) {
  const error = max === Number.MAX_SAFE_INTEGER ? `${what} of at least ${min}` : `${what} from ${min} to ${max}`
  return z.int({ error }).min(min, { error }).max(max, { error })
}

/** A number above zero. */
export function positive(what = 'a number') {
  const error = `${what} above zero`
  return z.number({ error }).positive({ error })
}

/** A number of at least zero. */
export function notNegative(what = 'a number') {
  const error = `${what} of at least 0`
  return z.number({ error }).min(0, { error })
}

export function text(what: string) {
  const error = what
  return z.string({ error }).min(1, { error })
}

export function flag() {
  return z.boolean({ error: 'true or false' })
}

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: oneOf(words) })
}

/** A mapping with these keys and no others. */
export function mapping<S extends z.ZodRawShape>(shape: S, what = 'a mapping') {
  return z.strictObject(shape, { error: what })
}

/** `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
