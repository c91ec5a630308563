import type { IncomingMessage } from 'node:http'
import { InfbenchError } from '../core/errors.ts'

/** A note of 10,000 characters fits however it is written. */
const mostBytes = 131_072

/** The fields of a form that was sent. Throws usage when it is no form or too large. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = request.headers['content-type']?.split(';')[0]?.trim()
  if (type !== 'application/x-www-form-urlencoded')
    throw new InfbenchError('usage', { message: `expected a form, got ${type ?? 'no type of content'}` })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostBytes)
      throw new InfbenchError('usage', { message: `expected a form of at most ${mostBytes} bytes, got more` })
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}
