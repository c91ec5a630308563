import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import { InfbenchError } from '../../core/errors.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'

/**
 * A Hugging Face tokenizer.json. The tokens around a prompt are those its post-processor adds (BOS, EOS); those of a chat
 * template are not in the file, so `overhead.chat` is null. Errors: `source.unreadable`.
 */
export async function fileTokenizer(path: string, fidelity: Tokenizer['fidelity'] = 'target'): Promise<Tokenizer> {
  const tokenizer = build(path, parse(path, await readText(path)))
  const encode = (text: string, special: boolean) => tokenizer.encode(text, { add_special_tokens: special }).ids
  try {
    const completion = encode('a', true).length - encode('a', false).length
    return {
      name: `file:${basename(path)}`,
      fidelity,
      overhead: { chat: null, completion },
      encode: async (text) => encode(text, false),
    }
  } catch (cause) {
    throw unreadable(
      path,
      `a tokenizer.json that encodes text, got an error of its parts: ${(cause as Error).message}`,
      cause,
    )
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    throw unreadable(
      path,
      `a tokenizer.json, got ${code === 'ENOENT' ? 'no such file' : (code ?? String(cause))}`,
      cause,
    )
  }
}

function parse(path: string, text: string): object {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw unreadable(path, 'a tokenizer.json, got text that is not JSON', cause)
  }
  const isTokenizer = typeof value === 'object' && value !== null && 'model' in value
  if (!isTokenizer) throw unreadable(path, 'a tokenizer.json with a "model", got other JSON')
  return value as object
}

function build(path: string, definition: object): HuggingFaceTokenizer {
  try {
    // The library insists on keys that valid files may leave out.
    const optional = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [] }
    return new HuggingFaceTokenizer({ ...optional, ...definition }, {})
  } catch (cause) {
    throw unreadable(path, `a tokenizer.json of a known kind, got ${(cause as Error).message}`, cause)
  }
}

function unreadable(path: string, expectedAndGot: string, cause?: unknown): InfbenchError {
  return new InfbenchError('source.unreadable', {
    message: `${path}: expected ${expectedAndGot.split('\n', 1)[0]}`,
    cause,
  })
}
