import fc from 'fast-check'
import { stringify } from 'yaml'
import { expect, test } from 'vitest'
import { InfbenchError } from '../../../src/core/errors.ts'
import { resolveWorkload } from '../../../src/workload/load-file.ts'
import { workloadFile } from '../../../src/workload/schema.ts'

const keys = Object.keys(workloadFile.shape)

/** Plans, or a refusal in the agreed form; anything else is thrown on. */
function resolve(text: string, overrides: readonly string[] = []): 'plans' | 'refused' {
  try {
    const { plans } = resolveWorkload({ text, path: 'w.yaml', overrides })
    expect(plans.length).toBeGreaterThan(0)
    return 'plans'
  } catch (error) {
    if (!(error instanceof InfbenchError)) throw error
    expect(['workload.invalid', 'workload.malformed']).toContain(error.code)
    for (const line of error.message.split('\n')) expect(line).toMatch(/^(w\.yaml(:\d+:\d+)?|--set .*?):? .+/s)
    return 'refused'
  }
}

test('no text whatever does anything but resolve or be refused with places', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => void resolve(text)),
    { numRuns: 500 },
  )
})

test('no YAML value under any key does anything but resolve or be refused with places', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...keys, 'other'), value, { maxKeys: 5 }),
      (workload) => void resolve(stringify(workload)),
    ),
    { numRuns: 500 },
  )
})

test('no override whatever does anything but resolve or be refused with places', () => {
  const path = fc.array(
    fc.constantFrom(...keys, 'source', 'synthetic', 'input', '0', 'rate', '__proto__', 'constructor'),
    { minLength: 1, maxLength: 4 },
  )
  const override = fc.tuple(
    path,
    fc.oneof(
      fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
      fc.string({ maxLength: 8 }),
    ),
  )
  fc.assert(
    fc.property(
      fc.array(override, { maxLength: 3 }),
      (list) =>
        void resolve(
          'seed: 1\n',
          list.map(([at, value]) => `${at.join('.')}=${value.replaceAll('\n', ' ')}`),
        ),
    ),
    { numRuns: 500 },
  )
})

test('a misspelt top-level key is answered with its right name', () => {
  const slip = fc
    .constantFrom(...keys)
    .chain((key) =>
      fc
        .nat({ max: key.length - 2 })
        .map((i) => [key, key.slice(0, i) + key[i + 1] + key[i] + key.slice(i + 2)] as const),
    )
  fc.assert(
    fc.property(slip, ([key, misspelt]) => {
      fc.pre(misspelt !== key && !keys.includes(misspelt))
      const refusal = () => resolveWorkload({ text: `seed: 1\n${misspelt}: 1\n`, path: 'w.yaml', overrides: [] })
      expect(refusal).toThrow(`w.yaml:2:1 ${misspelt}: unknown key; did you mean ${key}?`)
    }),
  )
})
