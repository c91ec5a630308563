/** Writes small llama2.c files with known contents. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** A file that is gone when the running test ends. */
export function temporaryFile(name: string, bytes: Uint8Array): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, bytes)
  return path
}

export const tinyHeader = { hidden: 8, ffn: 12, layers: 2, heads: 4, kvHeads: 2, vocabSize: 10, contextLength: 16 }

/** Seven int32 as llama2.c writes them. */
function fields(vocabSign: 1 | -1): Int32Array {
  const { hidden, ffn, layers, heads, kvHeads, vocabSize, contextLength } = tinyHeader
  return Int32Array.of(hidden, ffn, layers, heads, kvHeads, vocabSign * vocabSize, contextLength)
}

/** Floats of all tensors of the tiny model, worked out by hand: see the terms. */
export function tinyFloats(version: 0 | 1, tied: boolean): number {
  const embed = 10 * 8
  const perLayer = 8 + 8 * 8 + 4 * 8 + 4 * 8 + 8 * 8 + 8 + 12 * 8 + 8 * 12 + 12 * 8
  const ropeTables = version === 0 ? 16 * 2 : 0
  return embed + 2 * perLayer + 8 + ropeTables + (tied ? 0 : embed)
}

/** A checkpoint whose float i is i. */
export function tinyCheckpoint(version: 0 | 1, tied: boolean): Buffer {
  const floats = Float32Array.from({ length: tinyFloats(version, tied) }, (_, i) => i)
  const body = Buffer.from(floats.buffer)
  if (version === 0) return Buffer.concat([Buffer.from(fields(tied ? 1 : -1).buffer), body])
  const head = Buffer.alloc(256)
  head.writeUInt32LE(0x616b3432, 0)
  head.writeInt32LE(1, 4)
  Buffer.from(fields(1).buffer).copy(head, 8)
  head[36] = tied ? 1 : 0
  return Buffer.concat([head, body])
}

/** A tokenizer file of these pieces and scores. */
export function tokenizerFile(pieces: readonly (readonly [piece: string, score: number])[]): Buffer {
  const entries = pieces.map(([piece, score]) => {
    const bytes = Buffer.from(piece, 'utf8')
    const head = Buffer.alloc(8)
    head.writeFloatLE(score, 0)
    head.writeInt32LE(bytes.length, 4)
    return Buffer.concat([head, bytes])
  })
  const longest = Buffer.alloc(4)
  longest.writeInt32LE(Math.max(...pieces.map(([piece]) => Buffer.byteLength(piece))))
  return Buffer.concat([longest, ...entries])
}
