import type { Detokenizer } from './tokenizer.ts'

/**
 * Turns the bytes of each token into text. The platform's UTF-8 decoder in stream mode holds back an unfinished character
 * and answers bytes that cannot become one with U+FFFD (WHATWG Encoding, "maximal subpart").
 */
export function byteDetokenizer(bytesOf: (id: number) => Uint8Array): Detokenizer {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return {
    push: (id) => decoder.decode(bytesOf(id), { stream: true }),
    end: () => decoder.decode(),
  }
}

/** The text of a whole sequence of byte strings. */
export function decodeBytes(parts: readonly Uint8Array[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(parts))
}
