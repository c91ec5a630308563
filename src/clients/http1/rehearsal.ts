import { createServer, type Socket } from 'node:net'

/**
 * A server inside this process that answers whatever it is asked with a short stream (or in one piece), so that a load can be rehearsed
 * against it and the first measured request does not pay for compilation: cold, it is several milliseconds late.
 */
export interface RehearsalServer {
  /** Ends before `/chat/completions`. */
  readonly baseUrl: string
  close(): void
}

const chunksPerAnswer = 24

const chunkOf = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const event = (fields: object) => chunkOf(`data: ${JSON.stringify(fields)}\n\n`)
const delta = (fields: object, finish: string | null) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
})
const head = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n')
const token = Buffer.from(event(delta({ content: ' rehearsal' }, null)))
const end = Buffer.from(
  [
    event(delta({}, 'stop')),
    event({ choices: [], usage: { prompt_tokens: 1, completion_tokens: chunksPerAnswer } }),
    chunkOf('data: [DONE]\n\n'),
    '0\r\n\r\n',
  ].join(''),
)

const wholeText = JSON.stringify({
  choices: [{ index: 0, message: { role: 'assistant', content: ' rehearsal' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1 },
})
const whole = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${wholeText.length}\r\n\r\n${wholeText}`,
)

/** Listens on a free port of the loopback; null where that is not possible. Streams come in pieces of `tokensPerWrite`, a divisor of 24. */
export async function startRehearsalServer(stream: boolean, tokensPerWrite = 1): Promise<RehearsalServer | null> {
  const piece = Buffer.concat(Array.from({ length: tokensPerWrite }, () => token))
  const pieces = Math.ceil(chunksPerAnswer / tokensPerWrite)
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('data', () => (stream ? writePieces(socket, piece, pieces) : socket.write(whole)))
  })
  const port = await new Promise<number | null>((resolve) => {
    server.once('error', () => resolve(null))
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  return port === null ? null : { baseUrl: `http://127.0.0.1:${port}/v1`, close: () => void server.close() }
}

/** One after the other, so that most arrive in reads of their own, as tokens do. */
function writePieces(socket: Socket, piece: Buffer, left: number, begin: Buffer | null = head): void {
  if (begin !== null) socket.write(begin)
  socket.write(left > 0 ? piece : end)
  if (left > 0) setImmediate(writePieces, socket, piece, left - 1, null)
}
