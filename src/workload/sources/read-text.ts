import { InfbenchError } from '../../core/errors.ts'
import { byteChunks } from './files/byte-chunks.ts'

/** The whole text of a small file, unpacked where it is packed, without a byte-order mark. Errors: `source.unreadable`. */
export async function readSourceText(path: string): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of byteChunks(path)) chunks.push(chunk)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (cause) {
    throw new InfbenchError('source.unreadable', { message: `${path}: expected UTF-8 text, got other bytes`, cause })
  }
}
