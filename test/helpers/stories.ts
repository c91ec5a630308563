import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../shared/data/weights/stories260K/', import.meta.url))

/** A small trained model with a greedy reference, where the reference data is beside the repository. */
export const stories = {
  present: existsSync(folder),
  model: `${folder}stories260K.bin`,
  v1: `${folder}stories260K-v1.bin`,
  int8: `${folder}stories260K-q8.bin`,
  tokenizer: `${folder}tok512.bin`,
  reference: `${folder}greedy_reference.json`,
}

export interface GreedyReference {
  readonly prompt_ids: number[]
  readonly generated_ids: number[]
  readonly text: string
}
