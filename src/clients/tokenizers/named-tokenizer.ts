import { resolve } from 'node:path'
import { InfbenchError } from '../../core/errors.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'
import { fileTokenizer } from './file-tokenizer.ts'
import { encodings, tiktokenTokenizer } from './tiktoken-tokenizer.ts'

/** A tokenizer that needs no server. Plain data, which a thread can be given. */
export type TokenizerName =
  | { readonly kind: 'tiktoken'; readonly encoding: string }
  /** An absolute path. */
  | { readonly kind: 'file'; readonly path: string }

/** As people write it for an option: one of OpenAI's encodings, else the path of a tokenizer.json. Errors: `usage` for what can be neither. */
export function tokenizerNamed(option: string, text: string, cwd: string): TokenizerName {
  if (encodings.includes(text)) return { kind: 'tiktoken', encoding: text }
  if (/[/\\]|\.json$/.test(text)) return { kind: 'file', path: resolve(cwd, text) }
  throw new InfbenchError('usage', {
    message: `${option}: expected ${encodings.join(', ')} or the path of a tokenizer.json, got ${JSON.stringify(text)}`,
    hint: `${option} ./tokenizer.json`,
  })
}

/** Opens it. Errors: `source.unreadable`. */
export const openNamed = (name: TokenizerName): Promise<Tokenizer> =>
  name.kind === 'file' ? fileTokenizer(name.path) : tiktokenTokenizer(name.encoding)
