import { expect, test } from 'vitest'
import type { StepBatch } from '../../../engine/backends/backend.ts'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { compile, passNames } from '../../../engine/compiler/compile.ts'
import type { ModelConfig } from '../../../engine/model/model-config.ts'
import { syntheticModels, syntheticWeights } from '../../../engine/model/synthetic.ts'
import { plainExecution } from '../../helpers/tiny-backend.ts'

const backend = loadNativeBackend()
const small: ModelConfig = {
  ...(syntheticModels['llama-1b'] as ModelConfig),
  vocabSize: 1000,
  hidden: 96,
  layers: 3,
  heads: 6,
  kvHeads: 2,
  headDim: 16,
  ffn: 200,
}
const tokens = Array.from({ length: 45 }, (_, i) => (i * 37 + 11) % small.vocabSize)

/** Logits of the last token of each of two sequences, run as chunks of the given sizes. */
function logits(
  disabled: readonly string[],
  isa: string,
  config: ModelConfig,
  chunks: readonly number[],
): Float32Array[] {
  const plan = compile(config, syntheticWeights(config, 3), { disabledPasses: disabled })
  const model = backend.open(plan, {
    threads: 2,
    isa,
    kvBlocks: 8,
    blockTokens: 16,
    maxStepTokens: 64,
    maxSequences: 2,
    ...plainExecution,
  })
  const rows: Float32Array[] = []
  let done = 0
  for (const chunk of chunks) {
    const last = done + chunk === tokens.length
    const batch = oneSequence(tokens.slice(done, done + chunk), done, last, config.vocabSize)
    model.step(batch)
    if (last) rows.push(batch.logits as Float32Array)
    done += chunk
  }
  model.close()
  return rows
}

function oneSequence(ids: readonly number[], start: number, wanted: boolean, vocabSize: number): StepBatch {
  return {
    sequences: 1,
    tokens: Int32Array.from(ids),
    positions: Int32Array.from(ids, (_, i) => start + i),
    starts: Int32Array.of(0, ids.length),
    kvLengths: Int32Array.of(start + ids.length),
    pages: Int32Array.of(6, 1, 3),
    pageStarts: Int32Array.of(0, 3),
    logitsRows: wanted ? 1 : 0,
    rows: Int32Array.of(ids.length - 1),
    temperature: Float32Array.of(0),
    topK: Int32Array.of(0),
    topP: Float32Array.of(1),
    draw: Float64Array.of(0),
    sampled: Int32Array.of(-1),
    logprob: Float32Array.of(0),
    logits: new Float32Array(vocabSize),
  }
}

function worstDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] as number))), 0)
}

for (const isa of backend.isas) {
  test(`on ${isa} a plan without any one pass gives the logits of the full plan within 1e-4`, () => {
    for (const interleaved of [false, true]) {
      for (const tied of [false, true]) {
        const config = { ...small, ropeInterleaved: interleaved, tiedEmbeddings: tied }
        const [full] = logits([], isa, config, [45]) as [Float32Array]
        expect(Math.max(...full.map(Math.abs))).toBeGreaterThan(0.5) // logits of order one, not zeros
        for (const disabled of [...passNames.map((name) => [name]), passNames]) {
          const [row] = logits(disabled, isa, config, [45]) as [Float32Array]
          expect(worstDifference(row, full)).toBeLessThan(1e-4)
        }
      }
    }
  })

  test(`on ${isa} the logits are bit-equal however the prompt is cut into chunks`, () => {
    const [full] = logits([], isa, small, [45]) as [Float32Array]
    for (const chunks of [[1, 44], [16, 16, 13], [7, 30, 7, 1], Array<number>(45).fill(1)]) {
      const [row] = logits([], isa, small, chunks) as [Float32Array]
      expect(Buffer.from(row.buffer).equals(Buffer.from(full.buffer))).toBe(true)
    }
  })
}
