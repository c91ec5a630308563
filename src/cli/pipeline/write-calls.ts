import { buildBody, requestPath } from '../../clients/request-body.ts'
import type { PreparedRequest } from '../../clients/client.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'
import type { FinishedCall, Said, SessionWriter } from '../../load/sessions/session-writer.ts'
import type { PromptWriter } from '../../workload/prompt/prompt-writer.ts'
import { type RecordedPrompt, recordedContent, recordedPrompt } from '../../workload/prompt/recorded-prompt.ts'
import type { RunPlan, SessionsPlan } from '../../workload/run-plan.ts'
import type { SessionRequest } from '../../workload/sessions/planned-session.ts'

/** Writes here and now. */
interface CallWriter extends SessionWriter {
  draft(call: SessionRequest): Promise<{ finish(before: Said | null): FinishedCall }>
}

interface CallWriting {
  readonly plan: RunPlan
  readonly sessions: SessionsPlan
  readonly model: string
  readonly writer: PromptWriter
  readonly tokenizer: Tokenizer
}

/** What was sent, and how many tokens it should have by the server's count; null: that is not known. */
interface SentPrompt {
  readonly prompt: RecordedPrompt
  readonly expectedTokens: number | null
}

/**
 * Writes the calls of sessions: a message of their own after all that was said before, or a prompt that begins anew. An answer's text often
 * has other tokens than it was made of, once it stands in a prompt; by how many is known when that prompt is answered, and the
 * message after it is longer or shorter by as many, so that nothing adds up over a conversation.
 */
export function callWriter(writing: CallWriting): CallWriter {
  let around: Promise<number> | null = null
  return {
    async draft(request) {
      around ??= aroundTurn(writing)
      const own = await ownPart(writing, request, around)
      return { finish: (before) => finished(writing, request, sentPrompt(writing, request, before, own)) }
    },
  }
}

/** What a call adds: its recorded new messages, a message of as many tokens as are new, or its whole prompt. */
async function ownPart(
  { plan, writer, tokenizer }: CallWriting,
  request: SessionRequest,
  around: Promise<number>,
): Promise<RecordedPrompt> {
  const { continues } = request.call
  const content = recordedContent(request)
  if (continues !== null && continues.newFrom !== null && content?.kind === 'messages')
    return content.messages.slice(continues.newFrom)
  if (content !== null && continues === null) return recordedPrompt(request, content, plan.requests.api, tokenizer)
  const { prompt: _, ...unshared } = request
  if (continues === null) return writer.write(request)
  return writer.write({ ...unshared, inputTokens: continues.newTokens - (await around) })
}

/**
 * Tokens that a turn adds around an answer and the next message beyond those around a single message, which the writer leaves room for:
 * so a conversation grows by exactly the tokens asked. 0 where it is not known.
 */
async function aroundTurn({ plan, tokenizer }: CallWriting): Promise<number> {
  const { chat, completion, turn } = tokenizer.overhead
  if (plan.requests.api === 'chat') return turn == null ? 0 : turn - (chat ?? 0)
  const count = async (text: string) => (await tokenizer.encode(text)).length
  const parts = ['the', 'time', 'house']
  const apart = await Promise.all(parts.map(count))
  const newlines = (await count(parts.join(between))) - apart.reduce((sum, tokens) => sum + tokens, 0)
  return Math.max(0, newlines) - (completion ?? 0)
}

/** Stands between the messages of a conversation where the API takes one text. */
const between = '\n'

function sentPrompt(
  { writer }: CallWriting,
  request: SessionRequest,
  before: Said | null,
  own: RecordedPrompt,
): SentPrompt {
  const { continues } = request.call
  const isWritten = typeof own === 'string' && recordedContent(request) === null
  if (before === null || continues === null) {
    return { prompt: own, expectedTokens: isWritten ? request.inputTokens : null }
  }
  const sent = before.prompt as SentPrompt
  const { counted } = before
  if (!isWritten || counted === null) return { prompt: after(sent, before.reply, own), expectedTokens: null }
  const excess = sent.expectedTokens === null ? 0 : counted.inputTokens - sent.expectedTokens
  const message = writer.resize(own, -excess)
  const expectedTokens = counted.inputTokens - excess + counted.outputTokens + continues.newTokens
  return { prompt: after(sent, before.reply, message), expectedTokens }
}

/** The conversation so far, with the target's own answer, and what is new. */
const after = ({ prompt }: SentPrompt, reply: string, own: RecordedPrompt): RecordedPrompt => [
  ...messagesOf(prompt),
  { role: 'assistant', content: reply },
  ...messagesOf(own),
]

const messagesOf = (prompt: RecordedPrompt) =>
  typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt

function finished({ plan, sessions, model }: CallWriting, request: SessionRequest, sent: SentPrompt): FinishedCall {
  const { prompt } = sent
  const { api, stream, ignoreEos, extraBody } = plan.requests
  const { session } = request.call
  const name = `${plan.seed}-${session}`
  const named = sessions.field === null ? {} : { [sessions.field]: name }
  const extra = { ...request.body, ...named, ...extraBody }
  const text = api === 'completions' && typeof prompt !== 'string' ? joined(prompt) : prompt
  const prepared: PreparedRequest = {
    path: requestPath(api),
    body: buildBody({ api, model, prompt: text, maxTokens: request.outputTokens, stream, ignoreEos, extra }),
    timeoutNs: plan.timeoutNs,
    ...(sessions.header === null ? {} : { headers: { [sessions.header]: name } }),
    ...(sessions.connection === 'own' ? { connection: session } : {}),
  }
  return { prepared, prompt: sent }
}

/** A conversation as one text, where the API takes no messages. */
const joined = (messages: Exclude<RecordedPrompt, string>): string =>
  messages.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content ?? ''))).join(between)
