/**
 * Bytes as a zstd file (RFC 8878) of stored blocks: no packer is needed to make it, and every reader must read it. One frame that tells
 * the size of its content, blocks of at most `blockBytes`.
 */
export function rawZstd(content: Uint8Array, blockBytes = 2 ** 16): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0])
  head.writeUInt32LE(content.length, 5)
  const parts: Uint8Array[] = [head]
  for (let at = 0; at === 0 || at < content.length; at += blockBytes) {
    const block = content.subarray(at, at + blockBytes)
    const isLast = at + blockBytes >= content.length
    const header = Buffer.alloc(3)
    header.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3)
    parts.push(header, block)
  }
  return Buffer.concat(parts)
}
