/** Opens a model in memory with some engine options and runs it without a server. */
import { loadNativeBackend } from '../../engine/backends/native.ts'
import { promptLogits } from '../../engine/commands/tokens/prompt-logits.ts'
import type { Model } from '../../engine/model/model.ts'
import type { EngineOptions } from '../../engine/runtime/setup/engine-options.ts'
import { openExecutable } from '../../engine/runtime/setup/open-executable.ts'
import { engineOptions } from './engine-options.ts'

export const nativeBackend = loadNativeBackend()

/** Logits after the last token of the first prompt, or of all its positions; the others run in the same batches. */
export function logitsOf(
  model: Model,
  prompts: readonly (readonly number[])[],
  options: Partial<EngineOptions> = {},
  all = false,
): readonly Float32Array[] {
  const chosen = engineOptions({ model: model.name, ...options })
  const machine = { memoryBytes: 2 ** 33, cores: 2 }
  const { executable, facts } = openExecutable(model, nativeBackend, chosen, machine)
  try {
    return promptLogits(executable, facts, prompts, all)
  } finally {
    executable.close()
  }
}

/** sqrt(sum((a - b)^2) / sum(b^2)) over all rows. */
export function relativeRms(rows: readonly Float32Array[], reference: readonly ArrayLike<number>[]): number {
  let error = 0
  let power = 0
  rows.forEach((row, r) => {
    row.forEach((value, i) => {
      const wanted = reference[r]?.[i] ?? Number.NaN
      error += (value - wanted) ** 2
      power += wanted ** 2
    })
  })
  return Math.sqrt(error / power)
}

/** Whether every float is the same to the bit. */
export function sameBits(a: readonly Float32Array[], b: readonly Float32Array[]): boolean {
  const bytes = (row: Float32Array) => Buffer.from(row.buffer, row.byteOffset, row.byteLength)
  return a.length === b.length && a.every((row, i) => b[i] !== undefined && bytes(row).equals(bytes(b[i])))
}
