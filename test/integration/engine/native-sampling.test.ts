import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { lookUp } from '../../helpers/lookup-plan.ts'

const backend = loadNativeBackend()

interface Sampling {
  temperature?: number
  topK?: number
  topP?: number
}

/** Shares of each token over `draws` evenly spaced draws: the distribution sampled from, exact to 1/draws. */
function shares(logits: readonly number[], sampling: Sampling, isa: string, draws = 4000): number[] {
  const values = new Float32Array(logits.length ** 2)
  values.set(logits)
  const parts = [{ rows: logits.length, source: { kind: 'values' as const, values } }]
  const { sampled } = lookUp(
    backend,
    { parts, n: logits.length },
    { isa, tokens: new Array(draws).fill(0) },
    (batch) => {
      batch.temperature.fill(sampling.temperature ?? 1)
      batch.topK.fill(sampling.topK ?? 0)
      batch.topP.fill(sampling.topP ?? 1)
      for (let i = 0; i < draws; i++) batch.draw[i] = (i + 0.5) / draws
    },
  )
  const counts = new Array<number>(logits.length).fill(0)
  for (const token of sampled) counts[token] = (counts[token] as number) + 1 / draws
  return counts
}

const softmax = (logits: readonly number[]): number[] => {
  const largest = Math.max(...logits)
  const exps = logits.map((value) => Math.exp(value - largest))
  const total = exps.reduce((sum, value) => sum + value, 0)
  return exps.map((value) => value / total)
}

function expectShares(got: readonly number[], expected: readonly number[], draws = 4000): void {
  got.forEach((share, token) => {
    expect(Math.abs(share - (expected[token] as number)), `token ${token}`).toBeLessThan(1.01 / draws)
    if (expected[token] === 0) expect(share).toBe(0)
  })
}

for (const isa of backend.isas) {
  test(`${isa}: greedy takes the lowest of equal logits and gives its log probability`, () => {
    const values = Float32Array.of(1, 3, 3, 2)
    const parts = [
      { rows: 1, source: { kind: 'values' as const, values } },
      { rows: 3, source: { kind: 'constant' as const, value: -1e30 } },
    ]
    const { sampled, logprob } = lookUp(backend, { parts, n: 4 }, { isa, tokens: [0, 1] })
    expect([...sampled]).toEqual([1, 0])
    expect(logprob[0]).toBeCloseTo(3 - Math.log(Math.E + 2 * Math.E ** 3 + Math.E ** 2), 5)
    expect(logprob[1]).toBeCloseTo(-Math.log(4), 5)
  })

  test(`${isa}: top_k keeps ties of the k-th value, top_p the smallest set that reaches p`, () => {
    const logits = [0, 2, 1, 2, -1, 1]
    const keep = (tokens: readonly number[]) =>
      softmax(logits.map((value, i) => (tokens.includes(i) ? value : -Infinity)))
    expectShares(shares(logits, { topK: 1 }, isa), keep([1, 3]))
    expectShares(shares(logits, { topK: 3 }, isa), keep([1, 3, 2, 5]))
    expectShares(shares(logits, { topK: 99 }, isa), softmax(logits))
    expectShares(shares(logits, { topP: 0 }, isa), keep([1]))
    expectShares(shares(logits, { topP: 0.5 }, isa), keep([1, 3]))
    const two = softmax(logits)[1] as number
    expectShares(shares(logits, { topP: 2 * two + 1e-4 }, isa), keep([1, 3, 2]))
    expectShares(shares(logits, { topP: 0.9, topK: 4 }, isa), keep([1, 3, 2, 5]))
  })

  test(`${isa}: a temperature near 0 is greedy and a high one is flat`, () => {
    expectShares(shares([0, 1, 0.5], { temperature: 1e-9 }, isa), [0, 1, 0])
    expectShares(shares([0, 1, 0.5], { temperature: 1e9 }, isa), [1 / 3, 1 / 3, 1 / 3])
  })
}

const oraclePath = fileURLToPath(new URL('../../../../shared/data/oracles/sampling/sampling.json', import.meta.url))

test.skipIf(!existsSync(oraclePath))(
  'sampling follows the reference distributions (needs ../shared/data/oracles)',
  () => {
    const oracle = JSON.parse(readFileSync(oraclePath, 'utf8')) as {
      vectors: Record<string, number[]>
      cases: { vector: string; params: Record<string, number>; probs: { vllm: number[] }; tiesAtCut?: string[] }[]
    }
    const known = new Set(['temperature', 'top_k', 'top_p'])
    const cases = oracle.cases.filter(({ params }) => Object.keys(params).every((name) => known.has(name)))
    expect(cases.length).toBeGreaterThan(140)
    const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b)
    for (const { vector, params, probs, tiesAtCut } of cases) {
      const { temperature, top_k: topK, top_p: topP } = params
      const sampling = {
        ...(temperature !== undefined && { temperature }),
        ...(topK !== undefined && { topK }),
        ...(topP !== undefined && { topP }),
      }
      const got = shares(oracle.vectors[vector] as number[], sampling, backend.isas[0] as string)
      const sorted = (tiesAtCut?.length ?? 0) > 0
      expectShares(sorted ? ascending(got) : got, sorted ? ascending(probs.vllm) : probs.vllm)
    }
  },
)
