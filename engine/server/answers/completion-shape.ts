import type { AnswerHead, AnswerShape } from './answer-shape.ts'
import { chunkFrame, usageObject } from './answer-shape.ts'

/** `text_completion`, streamed or whole. */
export function completionShape(head: AnswerHead): AnswerShape {
  const frame = chunkFrame('text_completion', head)
  const choice = (text: string, reason: string) =>
    frame.choice(`{"text":${JSON.stringify(text)},"index":0,"logprobs":null,"finish_reason":${reason}}`)
  return {
    opening: null,
    text: (text) => choice(text, 'null'),
    finish: (reason) => choice('', `"${reason}"`),
    usage: frame.usage,
    whole: (text, reason, usage) =>
      JSON.stringify({
        id: head.id,
        object: 'text_completion',
        created: head.created,
        model: head.model,
        choices: [{ text, index: 0, logprobs: null, finish_reason: reason }],
        usage: usageObject(usage),
        system_fingerprint: head.fingerprint,
      }),
  }
}
