import { InfbenchError } from '../../core/errors.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'

/** Loaded when asked for: a table of ranks is a megabyte of source. */
const ranks = {
  cl100k_base: () => import('js-tiktoken/ranks/cl100k_base'),
  o200k_base: () => import('js-tiktoken/ranks/o200k_base'),
  p50k_base: () => import('js-tiktoken/ranks/p50k_base'),
  r50k_base: () => import('js-tiktoken/ranks/r50k_base'),
  gpt2: () => import('js-tiktoken/ranks/gpt2'),
} as const

/** Names of the encodings there are. */
export const encodings: readonly string[] = Object.keys(ranks)

/**
 * An OpenAI encoding by name, without a network. Nothing stands around a plain prompt; what a server's chat template adds is
 * not part of an encoding, so `overhead.chat` is null. Errors: `usage` for an unknown name.
 */
export async function tiktokenTokenizer(
  encoding: string,
  fidelity: Tokenizer['fidelity'] = 'target',
): Promise<Tokenizer> {
  if (!Object.hasOwn(ranks, encoding)) {
    throw new InfbenchError('usage', {
      message: `tokenizer: expected one of ${encodings.join(', ')}, got ${JSON.stringify(encoding)}`,
    })
  }
  const [{ Tiktoken }, table] = await Promise.all([import('js-tiktoken/lite'), ranks[encoding as keyof typeof ranks]()])
  const tiktoken = new Tiktoken(table.default)
  return {
    name: encoding,
    fidelity,
    overhead: { chat: null, completion: 0 },
    // Text that looks like a special token is text here: no allowed, no forbidden ones.
    encode: async (text) => tiktoken.encode(text, [], []),
  }
}
