/**
 * The tokenizer of models that bring none: the first V - 256 ranks of o200k_base (js-tiktoken) and 256 special ids, so that
 * every id below V decodes to something. Specials in order: bos, eos, system, user, assistant, tool, end, then reserved.
 *
 * Reserved ids decode to visible text (`<|reserved_7|>`): a random model samples them like any other, and a token whose
 * text vanished would look like a stall to whoever measures. The others decode to nothing, as chat clients expect.
 *
 * Chat: <bos> then per message <role> content <end>, then <assistant> to ask for an answer. Contents are encoded one by one
 * and never trimmed, so one user message costs its own tokens plus 4.
 */
import { byteDetokenizer, decodeBytes } from './byte-detokenizer.ts'
import type { Join } from './merge-symbols.ts'
import { mergeSymbols } from './merge-symbols.ts'
import type { RankTable } from './rank-table.ts'
import { readRanks } from './rank-table.ts'
import type { ChatMessage, Tokenizer } from './tokenizer.ts'

const specialSlots = 256
const namedSpecials = ['bos', 'eos', 'system', 'user', 'assistant', 'tool', 'end'] as const
const nothing = new Uint8Array(0)

/** A tokenizer of exactly `vocabSize` ids; `vocabSize` is at least 512 and at most 200,254. */
export async function truncatedTiktoken(vocabSize: number): Promise<Tokenizer> {
  const { default: ranks } = await import('js-tiktoken/ranks/o200k_base')
  return makeTokenizer(readRanks(ranks, vocabSize - specialSlots), vocabSize)
}

function makeTokenizer(table: RankTable, vocabSize: number): Tokenizer {
  const firstSpecial = table.pieces.length
  const special = (name: (typeof namedSpecials)[number]) => firstSpecial + namedSpecials.indexOf(name)
  const encodeText = textEncoder(table)
  const bytesOf = (id: number): Uint8Array => {
    if (id < firstSpecial) return Buffer.from(table.pieces[id] ?? '', 'latin1')
    if (id < firstSpecial + namedSpecials.length || id >= vocabSize) return nothing
    return Buffer.from(`<|reserved_${id - firstSpecial - namedSpecials.length}|>`)
  }
  return {
    name: `o200k_base, first ${firstSpecial} ranks`,
    vocabSize,
    longestTokenBytes: table.pieces.reduce((longest, piece) => Math.max(longest, piece.length), 1),
    stopIds: [special('eos'), special('end')],
    encode: (text, addSpecial) => (addSpecial ? [special('bos'), ...encodeText(text)] : encodeText(text)),
    encodeChat(messages: readonly ChatMessage[], addGenerationPrompt: boolean) {
      const turns = messages.map((message) => [special(message.role), ...encodeText(message.content), special('end')])
      return [special('bos'), ...turns.flat(), ...(addGenerationPrompt ? [special('assistant')] : [])]
    },
    decode: (ids) => decodeBytes(ids.map(bytesOf)),
    detokenizer: () => byteDetokenizer(bytesOf),
  }
}

/** Splits by the pattern, takes whole words from the table and merges the rest. */
function textEncoder(table: RankTable): (text: string) => number[] {
  const pattern = new RegExp(table.pattern, 'gu')
  const pieceRank = (piece: string) => table.rankOf.get(piece) ?? -1
  const byteRanks = Array.from({ length: 256 }, (_, byte) => pieceRank(String.fromCharCode(byte)))
  const join = rememberedJoin((left, right) =>
    pieceRank((table.pieces[left] as string) + (table.pieces[right] as string)),
  )
  return (text) => {
    const ids: number[] = []
    for (const [word] of text.matchAll(pattern)) {
      const bytes = Buffer.from(word, 'utf8')
      const whole = pieceRank(bytes.toString('latin1'))
      if (whole >= 0) ids.push(whole)
      else {
        const symbols = Array.from(bytes, (byte) => byteRanks[byte] as number)
        for (const id of mergeSymbols(symbols, join, identity)) ids.push(id)
      }
    }
    return ids
  }
}

const identity = (rank: number) => rank

const mostRememberedPairs = 1 << 17

/** The same few pairs come up again and again; looking one up by number spares building and hashing its text. */
function rememberedJoin(join: Join): Join {
  const known = new Map<number, number>()
  return (left, right) => {
    const pair = left * 0x40000 + right // ranks are below 2^18
    const joined = known.get(pair)
    if (joined !== undefined) return joined
    if (known.size >= mostRememberedPairs) known.clear()
    const fresh = join(left, right)
    known.set(pair, fresh)
    return fresh
  }
}
