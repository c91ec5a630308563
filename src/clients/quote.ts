/** The start of a server's text on one line, for an error detail: control characters become spaces, at most `limit` characters. */
export function quote(text: string, limit = 80): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
  const line = text.replace(/[\u0000-\u0020\u007f-\u009f\ufffd]+/g, ' ').trim()
  return line.length > limit ? `"${line.slice(0, limit)}..."` : `"${line}"`
}

/** The same of bytes, read as UTF-8. */
export function quoteBytes(bytes: Uint8Array, limit = 80): string {
  return quote(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, limit * 4)).toString('utf8'), limit)
}
