import type { AnswerHead, AnswerShape } from './answer-shape.ts'
import { chunkFrame, usageObject } from './answer-shape.ts'

/** `chat.completion` and `chat.completion.chunk`. */
export function chatShape(head: AnswerHead): AnswerShape {
  const frame = chunkFrame('chat.completion.chunk', head)
  const choice = (delta: string, reason: string) =>
    frame.choice(`{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${reason}}`)
  return {
    opening: choice('{"role":"assistant","content":"","refusal":null}', 'null'),
    text: (text) => choice(`{"content":${JSON.stringify(text)}}`, 'null'),
    finish: (reason) => choice('{}', `"${reason}"`),
    usage: frame.usage,
    whole: (content, reason, usage) =>
      JSON.stringify({
        id: head.id,
        object: 'chat.completion',
        created: head.created,
        model: head.model,
        choices: [
          { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: reason },
        ],
        usage: usageObject(usage),
        system_fingerprint: head.fingerprint,
      }),
  }
}
