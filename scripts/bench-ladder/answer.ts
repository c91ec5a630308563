/**
 * What a rung answers: a short prompt continued greedily, and the logits behind its first token. Rungs of one number format
 * must say the same tokens as the plain engine; other formats move the logits, by no more than their tolerance.
 */
import type { Backend } from '../../engine/backends/backend.ts'
import { createShapeBatch } from '../../engine/commands/step-bench/shape-batch.ts'
import type { QuantName } from '../../engine/compiler/quantization.ts'
import type { Model } from '../../engine/model/model.ts'
import { type Machine, openExecutable } from '../../engine/runtime/setup/open-executable.ts'
import type { LadderOptions } from './rungs.ts'

export interface Answer {
  readonly tokens: readonly number[]
  readonly logits: Float32Array
}

export interface Agreement {
  /** Normalised mean squared error of the logits. */
  readonly nmse: number
  readonly sameTokens: boolean
  readonly ok: boolean
}

const promptTokens = 32
const answerTokens = 16

/** Largest error of the logits by format of the weights; random weights have no outliers, so a format shows its plain rounding. */
export const tolerances: Readonly<Record<QuantName, number>> = {
  ...{ f32: 1e-8, bf16: 1e-3, int8: 5e-3 },
  ...{ int4: 0.25, 'int4-a16': 0.25, 'int4-asym': 0.25, 'int4-asym-a16': 0.25 },
}

/** Opens the model as `options` say, lets it answer, closes it. */
export function answerOf(model: Model, options: LadderOptions, backend: Backend, machine: Machine): Answer {
  const sized = { ...options, maxBatch: 1, contextLength: promptTokens + answerTokens }
  const { executable, facts } = openExecutable(model, backend, sized, machine)
  const { blockTokens, kvBlocks, vocabSize, limits } = facts
  const sizes = { blockTokens, kvBlocks, vocabSize, maxSequences: 1, sequenceBlocks: kvBlocks }
  const { batch, chunk, decode } = createShapeBatch({ ...sizes, maxStepTokens: limits.maxStepTokens })
  const logits = new Float32Array(vocabSize)
  chunk(0, promptTokens, true)
  executable.step({ ...batch, logits })
  const tokens = [batch.sampled[0] as number]
  for (let position = promptTokens; tokens.length < answerTokens; position++) {
    decode(1, position)
    batch.tokens[0] = tokens.at(-1) as number
    executable.step(batch)
    tokens.push(batch.sampled[0] as number)
  }
  executable.close()
  return { tokens, logits }
}

/** How near an answer is to the plain engine's. */
export function agreement(plain: Answer, other: Answer, quant: keyof typeof tolerances): Agreement {
  const nmse = normalisedError(plain.logits, other.logits)
  const sameTokens = plain.tokens.every((token, i) => token === other.tokens[i])
  return { nmse, sameTokens, ok: nmse <= tolerances[quant] && (quant !== 'f32' || sameTokens) }
}

function normalisedError(wanted: Float32Array, got: Float32Array): number {
  let error = 0
  let energy = 0
  for (let i = 0; i < wanted.length; i++) {
    const value = wanted[i] as number
    error += ((got[i] as number) - value) ** 2
    energy += value ** 2
  }
  return error / energy
}
