/** The proxy's own answer where the upstream cannot be reached, in the shape of OpenAI's errors; ends the connection. */
export function badGateway(detail: string): Buffer {
  const message = `infbench record: ${detail}`
  const body = JSON.stringify({ error: { message, type: 'upstream_unreachable', param: null, code: 502 } })
  return Buffer.from(
    `HTTP/1.1 502 Bad Gateway\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

/** What is wrong, for the answer and for the progress. */
export const unreachable = (upstream: string, cause: string): string => `${upstream} cannot be reached (${cause})`
