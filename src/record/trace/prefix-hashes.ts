import { createHmac } from 'node:crypto'
import type { PromptBytes } from './prompt-bytes.ts'

/**
 * A prompt as a chain of blocks: each id is an HMAC-SHA256 under the recording's salt over the digest before and the block's
 * bytes, so that two prompts have the same id exactly where they are the same up to there (but for a chance of 2^-54), and
 * nobody without the salt can find out what a block says, even by guessing it.
 */
export interface PrefixHashes {
  /** Of every whole block. */
  readonly blocks: readonly string[]
  /** Of everything up to the end of each message. */
  readonly ends: readonly string[]
}

/** Bytes of a block: about 32 tokens of English, two pages of common prefix caches. */
export const blockBytes = 128

/** Characters of base64url kept of a digest: 54 bits. */
const idLength = 9

export function prefixHashes({ bytes, ends }: PromptBytes, salt: Uint8Array): PrefixHashes {
  const digest = (before: Buffer, from: number, to: number) =>
    createHmac('sha256', salt).update(before).update(bytes.subarray(from, to)).digest()
  const blocks: string[] = []
  const marks: string[] = []
  let before = Buffer.alloc(0)
  for (let from = 0; from < bytes.length || marks.length < ends.length; from += blockBytes) {
    const to = from + blockBytes
    for (let end = ends[marks.length]; end !== undefined && end <= to; end = ends[marks.length])
      marks.push(idOf(digest(before, from, end)))
    if (to > bytes.length) break
    before = digest(before, from, to)
    blocks.push(idOf(before))
  }
  return { blocks, ends: marks }
}

const idOf = (digest: Buffer) => digest.toString('base64url').slice(0, idLength)
