import { chunkFacts } from '../../clients/stream/completion-chunk.ts'
import { scanEvents } from '../../clients/stream/sse.ts'

/** What an answer's body says, reasoning left out: of a stream all its pieces, of one object its text. */
export function answerText(body: Uint8Array): string {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  if (text.trimStart().startsWith('{')) return visible(text)
  let all = ''
  scanEvents(body, ({ data }) => {
    all += visible(data)
  })
  return all
}

function visible(json: string): string {
  try {
    return chunkFacts(JSON.parse(json))
      .choices.map((choice) => choice.visible)
      .join('')
  } catch {
    return ''
  }
}
