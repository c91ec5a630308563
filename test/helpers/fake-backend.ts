/**
 * A backend whose model is a hash: the next token depends on every token before it, read back through the pages of the
 * KV cache. A wrong page table, position, chunk or order of rows changes what it says, as it would with a real model, and
 * it runs a million tokens a second.
 */
import type { Backend, ExecutableModel, OpenOptions, StepBatch } from '../../engine/backends/backend.ts'
import type { Plan } from '../../engine/backends/plan.ts'

export interface FakeBackend extends Backend {
  /** Called before each step with its batch; for tests that watch or fail. */
  onStep: (batch: StepBatch) => void
}

export function fakeBackend(): FakeBackend {
  const backend: FakeBackend = {
    name: 'native',
    isas: ['scalar'],
    onStep: () => undefined,
    open: (plan: Plan, options: OpenOptions) =>
      fakeModel(plan.model.vocabSize, options, (batch) => backend.onStep(batch)),
  }
  return backend
}

/** The model by itself; `vocabSize` tokens. */
export function fakeModel(
  vocabSize: number,
  options: Pick<OpenOptions, 'kvBlocks' | 'blockTokens'>,
  onStep: (batch: StepBatch) => void = () => undefined,
): ExecutableModel {
  const { blockTokens } = options
  const cache = new Int32Array(options.kvBlocks * blockTokens).fill(-1)
  const place = (batch: StepBatch, sequence: number, position: number) =>
    (batch.pages[at(batch.pageStarts, sequence) + Math.floor(position / blockTokens)] as number) * blockTokens +
    (position % blockTokens)
  return {
    weightBytes: 0,
    kvBytes: cache.byteLength,
    scratchBytes: 0,
    counters: () => new Float64Array(0),
    close: () => undefined,
    step(batch) {
      onStep(batch)
      let row = 0
      for (let sequence = 0; sequence < batch.sequences; sequence++) {
        for (let t = at(batch.starts, sequence); t < at(batch.starts, sequence + 1); t++) {
          const position = at(batch.positions, t)
          cache[place(batch, sequence, position)] = at(batch.tokens, t)
          if (row >= batch.logitsRows || batch.rows[row] !== t) continue
          let hash = 17
          for (let p = 0; p <= position; p++) hash = mix(hash ^ (at(cache, place(batch, sequence, p)) + 1))
          if ((batch.temperature[row] as number) > 0)
            hash = mix(hash ^ Math.floor((batch.draw[row] as number) * 2 ** 31))
          batch.sampled[row++] = hash % vocabSize
        }
      }
    },
  }
}

/** What the model says after `prompt`, greedily, computed without any cache. */
export function fakeAnswer(prompt: readonly number[], count: number, vocabSize: number): number[] {
  const tokens = [...prompt]
  for (let i = 0; i < count; i++) tokens.push(tokens.reduce((hash, token) => mix(hash ^ (token + 1)), 17) % vocabSize)
  return tokens.slice(prompt.length)
}

function at(array: Int32Array, index: number): number {
  const value = array[index]
  if (value === undefined) throw new RangeError(`index ${index} of ${array.length}`)
  return value
}

function mix(value: number): number {
  let h = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}
