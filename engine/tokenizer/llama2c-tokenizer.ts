/**
 * Tokenizer files of llama2.c, by the rules of its run.c: a space in front of the text, one symbol per character (a
 * character without a piece becomes its UTF-8 bytes, ids 3 to 258), then merges by highest score, leftmost first. BOS is 1,
 * EOS 2; both end an answer, because the training text is parted by BOS.
 *
 * Text starts with the space that encoding put there; it is taken off again where a decoded sequence begins.
 * Such models know no roles: a conversation is its contents, each followed by a line break.
 */
import { basename } from 'node:path'
import { byteDetokenizer, decodeBytes } from './byte-detokenizer.ts'
import type { Llama2cVocabulary } from './llama2c-vocabulary.ts'
import { readLlama2cVocabulary } from './llama2c-vocabulary.ts'
import { mergeSymbols } from './merge-symbols.ts'
import type { Tokenizer } from './tokenizer.ts'

const bos = 1
const eos = 2
const firstByte = 3
const lineBreak = firstByte + 0x0a
const nothing = new Uint8Array(0)

/** Opens a tokenizer file that must have exactly `vocabSize` entries. Throws `EngineError('model')`. */
export async function llama2cTokenizer(path: string, vocabSize: number): Promise<Tokenizer> {
  const vocabulary = await readLlama2cVocabulary(path, vocabSize)
  const encodeText = textEncoder(vocabulary)
  const pieces = vocabulary.pieces.map((piece, id) => pieceBytes(piece, id))
  const bytesOf = (id: number) => pieces[id] ?? nothing
  const startBytes = (id: number) => withoutSpace(bytesOf(id))
  return {
    name: basename(path),
    vocabSize,
    longestTokenBytes: pieces.reduce((longest, piece) => Math.max(longest, piece.length), 1),
    stopIds: [bos, eos],
    encode: (text, addSpecial) => (addSpecial ? [bos, ...encodeText(text)] : encodeText(text)),
    encodeChat: (messages) => [bos, ...messages.flatMap((message) => [...encodeText(message.content), lineBreak])],
    decode(ids) {
      const text = ids.filter((id) => id !== bos && id !== eos)
      return decodeBytes(text.map((id, index) => (index === 0 ? startBytes(id) : bytesOf(id))))
    },
    detokenizer(prompt) {
      let atStart = prompt.every((id) => id === bos)
      return byteDetokenizer((id) => {
        const bytes = atStart ? startBytes(id) : bytesOf(id)
        atStart &&= id === bos
        return bytes
      })
    },
  }
}

/** `<0x0A>` stands for a byte; bos, eos and the unknown token have no text. */
function pieceBytes(piece: string, id: number): Uint8Array {
  if (id < firstByte) return nothing
  const byte = /^<0x([0-9A-F]{2})>$/.exec(piece)?.[1]
  return byte === undefined ? Buffer.from(piece, 'latin1') : Uint8Array.of(Number.parseInt(byte, 16))
}

function withoutSpace(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x20 ? bytes.subarray(1) : bytes
}

function textEncoder({ pieces, scores }: Llama2cVocabulary): (text: string) => number[] {
  const idOf = new Map<string, number>()
  pieces.forEach((piece, id) => {
    if (!idOf.has(piece)) idOf.set(piece, id)
  })
  const join = (left: number, right: number) => idOf.get((pieces[left] as string) + (pieces[right] as string)) ?? -1
  const rank = (id: number) => -(scores[id] as number)
  return (text) => {
    if (text === '') return []
    const symbols: number[] = []
    for (const character of ` ${text}`) {
      const bytes = Buffer.from(character, 'utf8')
      const id = idOf.get(bytes.toString('latin1'))
      if (id === undefined) for (const byte of bytes) symbols.push(byte + firstByte)
      else symbols.push(id)
    }
    return mergeSymbols(symbols, join, rank)
  }
}
