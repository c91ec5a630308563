import type { Tokenizer } from '../../src/core/tokenizer.ts'

type Encode = (text: string) => readonly number[]

/** A tokenizer from a function, which counts how often it is asked. */
export function tokenizerOf(
  encode: Encode,
  overhead: Tokenizer['overhead'] = { chat: 0, completion: 0 },
): Tokenizer & { readonly calls: number } {
  let calls = 0
  return {
    name: 'test',
    fidelity: 'target',
    overhead,
    get calls() {
      return calls
    },
    encode: async (text) => {
      calls++
      return encode(text)
    },
  }
}

/** Every byte is a token. */
export const byteEncode: Encode = (text) => [...Buffer.from(text)]

/** Every word is a token, and at the start of a text a different one than after a space (as byte-level BPE has it). */
export function wordEncode(): Encode {
  const ids = new Map<string, number>()
  return (text) =>
    (text.match(/ ?[^ ]+| /g) ?? []).map((piece) => ids.get(piece) ?? (ids.set(piece, ids.size), ids.size - 1))
}

/** Words of up to `length` letters are one token with the space before them, longer ones are cut into such pieces. */
export const cutEncode =
  (length: number): Encode =>
  (text) =>
    (text.match(/ ?[^ ]+| /g) ?? [])
      .flatMap((word) => word.match(new RegExp(`^ ?.{1,${length}}|.{1,${length}}`, 'g')) ?? [])
      .map(hash)

/** Greedy pairs that also join letters across words: no word has a cost of its own. */
export const pairEncode: Encode = (text) => (text.match(/.{1,2}/gs) ?? []).map(hash)

function hash(piece: string): number {
  let h = 7
  for (const char of piece) h = (Math.imul(h, 31) + (char.codePointAt(0) ?? 0)) >>> 0
  return h
}

/**
 * llama2.c's tokenizer: sentencepiece BPE by scores. A space goes before the text; characters of the vocabulary (else their
 * bytes, ids 3 to 258) are merged, the best-scored neighbouring pair first. `file` is a tokenizer.bin.
 */
export function scoreBpeEncode(file: Uint8Array): Encode {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const pieces = new Map<string, { id: number; score: number }>()
  const names: string[] = []
  for (let offset = 4; offset < file.byteLength; ) {
    const [score, length] = [view.getFloat32(offset, true), view.getInt32(offset + 4, true)]
    const name = Buffer.from(file.subarray(offset + 8, offset + 8 + length)).toString('utf8')
    if (!pieces.has(name)) pieces.set(name, { id: names.length, score })
    names.push(name)
    offset += 8 + length
  }
  return (text) => {
    const ids = [...` ${text}`].flatMap(
      (char) => pieces.get(char)?.id ?? [...Buffer.from(char)].map((byte) => byte + 3),
    )
    for (;;) {
      let best: { at: number; id: number; score: number } | null = null
      for (let at = 0; at + 1 < ids.length; at++) {
        const merged = pieces.get(`${names[ids[at] as number]}${names[ids[at + 1] as number]}`)
        if (merged !== undefined && (best === null || merged.score > best.score)) best = { at, ...merged }
      }
      if (best === null) return ids
      ids.splice(best.at, 2, best.id)
    }
  }
}
