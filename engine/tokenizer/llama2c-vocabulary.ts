import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { EngineError } from '../engine-error.ts'

/** Pieces of a llama2.c tokenizer file with their merge scores, by id. Pieces are bytes written as latin1 text. */
export interface Llama2cVocabulary {
  readonly pieces: readonly string[]
  readonly scores: Float32Array
}

/**
 * Reads a llama2.c tokenizer file: int32 longest piece, then per id float32 score, int32 length, bytes. The file does not
 * say how many entries it has; it must hold exactly `vocabSize`. Throws `EngineError('model')`.
 */
export async function readLlama2cVocabulary(path: string, vocabSize: number): Promise<Llama2cVocabulary> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new EngineError('model', `${path}: expected a readable tokenizer file, got ${String(cause)}`, { cause })
  })
  const wrong = (got: string) =>
    new EngineError('model', `${basename(path)}: expected a llama2.c tokenizer of ${vocabSize} entries, got ${got}`)
  const pieces: string[] = []
  const scores = new Float32Array(vocabSize)
  let at = 4
  while (at < bytes.length && pieces.length < vocabSize) {
    if (at + 8 > bytes.length) throw wrong(`a file that ends inside entry ${pieces.length}`)
    const length = bytes.readInt32LE(at + 4)
    if (length < 0 || at + 8 + length > bytes.length) throw wrong(`entry ${pieces.length} of ${length} bytes`)
    scores[pieces.length] = bytes.readFloatLE(at)
    pieces.push(bytes.toString('latin1', at + 8, at + 8 + length))
    at += 8 + length
  }
  if (pieces.length < vocabSize) throw wrong(`${pieces.length} entries`)
  if (at < bytes.length) throw wrong(`${bytes.length - at} bytes more than that`)
  return { pieces, scores }
}
