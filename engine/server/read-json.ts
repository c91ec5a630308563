import type { IncomingMessage } from 'node:http'
import { ApiError } from './api-error.ts'

/** Largest body read: a prompt of a million tokens fits, a file sent by mistake does not fill the memory. */
export const maxBodyBytes = 8 * 1024 * 1024

/** The request's body as a JSON object. Throws `ApiError` 400 or 413. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const value = parse(await readBody(request))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ApiError(400, 'The request body must be a JSON object.')
  return value as Record<string, unknown>
}

async function readBody(request: IncomingMessage): Promise<string> {
  const tooLarge = () =>
    new ApiError(413, `The request body must be at most ${maxBodyBytes} bytes.`, { headers: { connection: 'close' } })
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ApiError(400, `The request body is not valid JSON: ${(error as Error).message}`)
  }
}
