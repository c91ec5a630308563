import type { Answer } from '../../clients/answer.ts'
import { readAnswer } from '../../clients/read-answer.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'
import { nsToMs } from '../../core/units.ts'
import type { RecordedRow } from '../../workload/sources/formats/logs/recorded.ts'
import type { CapturedExchange } from '../wire/captured-exchange.ts'
import { bytesPerToken } from '../../workload/sources/rows/row-maker.ts'
import { answerText } from './answer-text.ts'
import { decodeBody } from './decode-body.ts'
import { blockBytes, prefixHashes } from './prefix-hashes.ts'
import { promptBytes } from './prompt-bytes.ts'
import { promptTexts } from './prompt-texts.ts'
import { SessionHints } from './session-hints.ts'
import { countTokens } from './text-counter.ts'
import { TokenRatio } from './token-ratio.ts'

type Fields = Readonly<Record<string, unknown>>

interface ReaderOptions {
  readonly salt: Uint8Array
  readonly withText: boolean
  readonly name: string
  /** Counts what the server tells no count of; null: nothing does. */
  readonly tokenizer: Tokenizer | null
}

/** Turns exchanges into rows of a trace, in the order in which they ended: one at a time, each waited for. */
export class ExchangeReader {
  readonly #salt: Uint8Array
  readonly #withText: boolean
  readonly #sessions: SessionHints
  readonly #prompts = new TokenRatio()
  readonly #tokenizer: Tokenizer | null

  constructor(options: ReaderOptions) {
    this.#tokenizer = options.tokenizer
    this.#salt = options.salt
    this.#withText = options.withText
    this.#sessions = new SessionHints(options.name)
  }

  async read(exchange: CapturedExchange): Promise<RecordedRow> {
    const { api, raw, arrivedAtMs } = exchange
    const body = parsed(decodeBody(exchange.requestBody, exchange.requestEncoding))
    const answer = answerOf(exchange, body['stream'] === true)
    const prompt = promptBytes(body, api)
    const { blocks, ends } = prefixHashes(prompt, this.#salt)
    const e2eMs = nsToMs(raw.doneAt - (raw.sentAt ?? raw.doneAt))
    const accepted = raw.status !== null && raw.status >= 200 && raw.status <= 299
    const counts = accepted ? await this.#count(body, api, answer) : notCounted
    const session = accepted ? this.#sessions.place(ends, arrivedAtMs, arrivedAtMs + e2eMs) : null
    return {
      recorded_at: micro(arrivedAtMs),
      ...{ api, model: textOrNull(body['model']), stream: body['stream'] === true },
      max_tokens: countOrNull(body['max_completion_tokens'] ?? body['max_tokens']),
      ...{ status: raw.status, outcome: answer.outcome.kind },
      ...this.#lengths(prompt.bytes.length, answer, { accepted, counts, model: textOrNull(body['model']) ?? '' }),
      cached_tokens: answer.cachedTokens,
      ttft_ms:
        answer.firstTokenAt === null || raw.sentAt === null ? null : micro(nsToMs(answer.firstTokenAt - raw.sentAt)),
      e2e_ms: micro(e2eMs),
      ...{ session: session?.id ?? null, turn: session?.turn ?? null },
      think_ms: session === null || session.thinkMs === null ? null : micro(session.thinkMs),
      ...{ prompt_bytes: prompt.bytes.length, block_bytes: blockBytes, prompt_blocks: blocks },
      ...(this.#withText ? textsOf(body, exchange) : {}),
    }
  }

  /** Counts by the tokenizer of what the server did not count; a text that it fails on is not counted. */
  async #count(body: Fields, api: CapturedExchange['api'], { inputTokens, text }: Answer): Promise<Counts> {
    const tokenizer = this.#tokenizer
    if (tokenizer === null) return notCounted
    const counted = (texts: readonly string[]) => countTokens(tokenizer, texts).catch(() => null)
    const { texts, ids } = promptTexts(body, api)
    const read = inputTokens === null ? await counted(texts) : null
    return { input: read === null ? null : read + ids, output: text === null ? null : await counted([text]) }
  }

  /** Lengths as the server counts them; else as the tokenizer does; else by its events, or by the bytes a token has had in its other answers. */
  #lengths(promptLength: number, answer: Answer, { accepted, counts, model }: Known): Lengths {
    if (answer.inputTokens !== null) this.#prompts.learn(model, answer.inputTokens, promptLength)
    const guess = () => (accepted ? this.#prompts.estimate(model, promptLength) : null)
    const input = answer.inputTokens ?? counts.input ?? guess()
    const inputBy = answer.inputTokens !== null ? 'usage' : counts.input !== null ? 'tokenizer' : 'bytes'
    const estimated = answer.outputTokens === null && answer.text !== null
    const bySize = () => (estimated ? Math.ceil(Buffer.byteLength(answer.text) / bytesPerToken) : answer.outputTokens)
    const output = counts.output ?? bySize()
    const outputBy = counts.output !== null ? 'tokenizer' : estimated ? 'bytes' : answer.countedBy
    const isCounted = counts.input !== null || counts.output !== null
    return {
      input_tokens: input,
      input_counted_by: input === null ? null : inputBy,
      output_tokens: output,
      output_counted_by: output === null ? null : outputBy,
      tokenizer: isCounted ? (this.#tokenizer?.name ?? null) : null,
    }
  }
}

/** By the tokenizer; null: not by it. */
interface Counts {
  readonly input: number | null
  readonly output: number | null
}

interface Known {
  readonly accepted: boolean
  readonly counts: Counts
  readonly model: string
}

const notCounted: Counts = { input: null, output: null }

type Texts = Pick<RecordedRow, 'messages' | 'prompt' | 'answer'>
type Lengths = Pick<
  RecordedRow,
  'input_tokens' | 'input_counted_by' | 'output_tokens' | 'output_counted_by' | 'tokenizer'
>

function textsOf(body: Fields, { api, raw, answerEncoding }: CapturedExchange): Texts {
  const answer = answerText(decodeBody(raw.body, answerEncoding) ?? new Uint8Array(0))
  const said = answer === '' ? {} : { answer }
  return api === 'chat' ? { messages: body['messages'], ...said } : { prompt: body['prompt'], ...said }
}

/** An answer that was packed has lost the places of its reads: all of it came when its last byte did. */
function answerOf({ raw, api, answerEncoding }: CapturedExchange, stream: boolean): Answer {
  if (answerEncoding === null) return readAnswer(raw, { api, stream })
  const body = decodeBody(raw.body, answerEncoding) ?? new Uint8Array(0)
  const readEnds = Uint32Array.of(body.length)
  return readAnswer({ ...raw, body, readEnds, readAt: Float64Array.of(raw.doneAt) }, { api, stream })
}

function parsed(bytes: Uint8Array | null): Fields {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes ?? []).toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
  } catch {
    return {}
  }
}

const microsPerMs = 1000
const micro = (ms: number) => Math.round(ms * microsPerMs) / microsPerMs
const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)
const countOrNull = (value: unknown) => (typeof value === 'number' && Number.isSafeInteger(value) ? value : null)
