import { writeSync } from 'node:fs'
import type { Socket } from 'node:net'

/**
 * Writes with one system call and nothing around it: a server in C writes the tokens of a step a few microseconds apart, the
 * stream of Node takes several times as long, and the client then wakes up for each of them. What does not fit goes the usual way.
 */
export function writeNow(socket: Socket, bytes: Buffer): void {
  const fd = (socket as unknown as { readonly _handle?: { readonly fd?: number } })._handle?.fd ?? -1
  const written = fd < 0 || socket.writableLength > 0 ? 0 : writeSome(fd, bytes)
  if (written < bytes.length) socket.write(bytes.subarray(written))
}

function writeSome(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes)
  } catch {
    return 0 // a full buffer, or a socket that is gone, of which the stream will hear
  }
}
