import { quote, quoteBytes } from '../quote.ts'

const quoteByte = (byte: number) =>
  byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16).padStart(2, '0')}`

const limitBytes = 64 * 1024
const one = (bytes: Uint8Array) => quoteByte(bytes[0] ?? 0)

/** By number, as `http/fault.h` has them; the sentences of `http1/response-reader.ts`. */
const texts: readonly ((bytes: Uint8Array, digits: number) => string)[] = [
  () => 'no fault',
  (bytes) => `expected an HTTP response, got ${quoteBytes(bytes)}`,
  (bytes) => `expected an HTTP status line, got ${quoteBytes(bytes)}`,
  (bytes) => `expected a header field, got ${quoteBytes(bytes)}`,
  (bytes) => `expected a content-length, got ${quote(Buffer.from(bytes).toString('latin1'))}`,
  () => `response headers exceed ${limitBytes} bytes`,
  (bytes, digits) => `expected a chunk size, got ${one(bytes)}${digits === 0 ? '' : ` after ${digits} digits`}`,
  () => 'chunk size exceeds 12 digits',
  () => `chunk extension exceeds ${limitBytes} bytes`,
  (bytes) => `expected the end of a chunk, got ${one(bytes)}`,
  () => `trailer exceeds ${limitBytes} bytes`,
  () => 'the answer exceeds 1 GiB',
]

/** What is wrong with a response, in words. */
export function faultText(kind: number, bytes: Uint8Array, digits: number): string {
  return texts[kind]?.(bytes, digits) ?? `fault ${kind}`
}
