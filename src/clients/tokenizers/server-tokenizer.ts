import { InfbenchError } from '../../core/errors.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'
import { askHttp, type HttpAnswer, type HttpQuestion } from '../ask-http.ts'

export interface ServerTokenizerOptions {
  /** Base URL of the API, such as http://localhost:8000/v1; /tokenize is looked for beside /v1, then below it. */
  readonly url: string
  readonly model: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** How questions are sent; default: by `askHttp`. */
  readonly ask?: (url: string, question: HttpQuestion) => Promise<Pick<HttpAnswer, 'status' | 'text'>>
}

/** Two contents of different lengths: what a template adds to both alike is its own. */
const probes = ['the', 'a short message of some common words'] as const

/**
 * The tokenizer of the server itself through `POST /tokenize` in vLLM's shape; null when the server has none. What the chat
 * template adds to a message is learned from the same route, and null where that does not answer. `encode` costs a round trip.
 * Errors: `target.unreachable` when nothing answers, `target.refused` when a later answer is not one.
 */
export async function serverTokenizer(options: ServerTokenizerOptions): Promise<Tokenizer | null> {
  for (const url of tokenizeUrls(options.url)) {
    const ask = (body: object) => post(url, { model: options.model, ...body }, options)
    const ids = tokensIn(await ask({ prompt: probes[0], add_special_tokens: false }))
    if (ids === null) continue
    return {
      name: `server:${new URL(url).pathname}`,
      fidelity: 'target',
      overhead: {
        chat: await chatOverhead(ask),
        completion: await completionOverhead(ask),
        turn: await turnOverhead(ask),
      },
      encode: async (text) => {
        const answer = await ask({ prompt: text, add_special_tokens: false })
        return tokensIn(answer) ?? refuse(url, answer)
      },
    }
  }
  return null
}

function tokenizeUrls(base: string): string[] {
  const trimmed = base.replace(/\/+$/, '')
  const root = trimmed.replace(/\/v1$/, '')
  return [...new Set([`${root}/tokenize`, `${trimmed}/tokenize`])]
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

type Ask = (body: object) => Promise<Answer>

async function post(url: string, body: object, options: ServerTokenizerOptions): Promise<Answer> {
  const send = options.ask ?? askHttp
  let text: string
  let status: number
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { ...options.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(options.signal ? { signal: options.signal } : {}),
    })
    status = response.status
    text = await response.text()
  } catch (cause) {
    const inner = (cause as Error).cause
    const reason = inner instanceof Error ? inner.message : (cause as Error).message
    throw new InfbenchError('target.unreachable', { message: `${url}: expected an answer, got ${reason}`, cause })
  }
  try {
    return { status, body: JSON.parse(text) }
  } catch {
    return { status, body: text }
  }
}

/** The ids in an answer of the right shape; null for any other answer. */
function tokensIn({ status, body }: Answer): readonly number[] | null {
  if (status !== 200 || typeof body !== 'object' || body === null) return null
  const tokens: unknown = (body as { tokens?: unknown }).tokens
  return Array.isArray(tokens) && tokens.every((id) => Number.isInteger(id)) ? (tokens as number[]) : null
}

function refuse(url: string, { status, body }: Answer): never {
  const shown = (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, 120)
  throw new InfbenchError('target.refused', {
    message: `${url}: expected {"tokens": [...]}, got HTTP ${status} ${shown}`,
  })
}

async function chatOverhead(ask: Ask): Promise<number | null> {
  const added = await Promise.all(
    probes.map(async (content) => {
      const messages = [{ role: 'user', content }]
      const [whole, plain] = await Promise.all([
        ask({ messages, add_generation_prompt: true }),
        ask({ prompt: content, add_special_tokens: false }),
      ])
      return difference(tokensIn(whole), tokensIn(plain))
    }),
  )
  return added[0] === added[1] ? (added[0] ?? null) : null
}

/** A conversation of three messages against its first alone; null where the two probes disagree. */
async function turnOverhead(ask: Ask): Promise<number | null> {
  const messages = (contents: readonly string[]) =>
    contents.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }))
  const count = async (body: object) => tokensIn(await ask(body))?.length ?? null
  const added = await Promise.all(
    [probes, [probes[1], probes[0]] as const].map(async ([own, other]) => {
      const [whole, first, ...plain] = await Promise.all([
        count({ messages: messages([own, other, own]), add_generation_prompt: true }),
        count({ messages: messages([own]), add_generation_prompt: true }),
        ...[other, own].map((prompt) => count({ prompt, add_special_tokens: false })),
      ])
      if (whole === null || first === null || plain.includes(null)) return null
      const rest = whole - first - plain.reduce<number>((sum, tokens) => sum + (tokens ?? 0), 0)
      return rest < 0 ? null : rest
    }),
  )
  return added[0] === added[1] ? (added[0] ?? null) : null
}

async function completionOverhead(ask: Ask): Promise<number | null> {
  const [whole, plain] = await Promise.all([
    ask({ prompt: probes[0], add_special_tokens: true }),
    ask({ prompt: probes[0], add_special_tokens: false }),
  ])
  return difference(tokensIn(whole), tokensIn(plain))
}

function difference(whole: readonly number[] | null, plain: readonly number[] | null): number | null {
  return whole === null || plain === null || whole.length < plain.length ? null : whole.length - plain.length
}
