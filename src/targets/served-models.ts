import { fieldsOf } from '../clients/stream/completion-chunk.ts'
import { quote } from '../clients/quote.ts'
import { InfbenchError } from '../core/errors.ts'
import { askServer, type ServerAnswer } from './ask-server.ts'

/** An entry of /models: its name, its context where the server tells, and the plain facts it states of itself. */
export interface ServedModel {
  readonly id: string
  readonly contextTokens: number | null
  readonly facts: Readonly<Record<string, string | number | boolean | null>>
}

export interface ModelQuestion {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly apiKeyEnv: string | null
  /** Whether the workload names a model: then a server without a model list will do. */
  readonly named: boolean
  readonly signal: AbortSignal
}

/** The models that the server names; empty when it keeps no list. Errors: `target.unreachable`, `target.refused`. */
export async function servedModels(
  question: ModelQuestion,
): Promise<{ models: readonly ServedModel[]; server: string | null }> {
  const answer = await askServer(`${question.baseUrl}/models`, question.headers, question.signal)
  const { status, server } = answer
  if ((status === 404 || status === 405) && question.named && !looksLikeHtml(answer)) return { models: [], server }
  if (status !== 200) throw refusal(answer, question)
  const list = fieldsOf(answer.body)?.['data']
  if (!Array.isArray(list)) throw notOpenAi(answer)
  return { models: list.flatMap(modelOf), server }
}

function modelOf(entry: unknown): ServedModel[] {
  const fields = fieldsOf(entry)
  const id = fields?.['id']
  if (fields === null || typeof id !== 'string') return []
  const meta = fieldsOf(fields['meta']) ?? {}
  const sizes = [
    fields['max_model_len'],
    meta['n_ctx'],
    fields['context_length'],
    fields['context_window'],
    meta['n_ctx_train'],
  ]
  const contextTokens = sizes.find((size): size is number => Number.isSafeInteger(size) && (size as number) > 0) ?? null
  // `created` is the time of the answer with some servers: it would make every run's target look different.
  const told = Object.entries({ ...meta, ...fields }).filter(
    ([name, value]) => !['id', 'object', 'created'].includes(name) && value !== id,
  )
  const facts = Object.fromEntries(
    told.filter((fact): fact is [string, string | number | boolean] =>
      ['string', 'number', 'boolean'].includes(typeof fact[1]),
    ),
  )
  return [{ id, contextTokens, facts }]
}

function refusal(answer: ServerAnswer, question: ModelQuestion): InfbenchError {
  const { status, url, location } = answer
  if (status === 401 || status === 403) return refused(answer, keyHint(question))
  if (status === 404 || status === 405) {
    return refused(
      answer,
      looksLikeHtml(answer)
        ? wrongPath
        : `${wrongPath}; name the model (target.model) if the server has no list of models`,
    )
  }
  if (status >= 300 && status < 400)
    return refused(answer, `the server sends this on to ${location ?? 'another place'}: use that as target.url`)
  if (status === 429) return refused(answer, 'wait until the rate limit allows requests, or use another key')
  if (status === 503) return refused(answer, 'the server may still be loading its model: try again when it is ready')
  return refused(answer, `ask it yourself: curl -i ${url}`)
}

function keyHint({ apiKeyEnv }: ModelQuestion): string {
  return apiKeyEnv === null
    ? 'name the environment variable that holds the key: target.apiKeyEnv: OPENAI_API_KEY'
    : `the key in the environment variable ${apiKeyEnv} was not accepted`
}

function notOpenAi(answer: ServerAnswer): InfbenchError {
  const got = looksLikeHtml(answer) ? `HTML ${said(answer)}` : said(answer) || 'an empty body'
  return new InfbenchError('target.refused', {
    message: `${answer.url}: expected a list of models, got ${got}`,
    hint: wrongPath,
  })
}

function refused(answer: ServerAnswer, hint: string): InfbenchError {
  const text = said(answer)
  return new InfbenchError('target.refused', {
    message: `${answer.url}: expected a list of models, got HTTP ${answer.status}${text === '' ? '' : ` ${text}`}`,
    hint,
  })
}

const wrongPath = 'target.url must be the base of an OpenAI-compatible API, such as http://localhost:8000/v1'

const looksLikeHtml = ({ body, contentType }: ServerAnswer) =>
  typeof body === 'string' && (/html/i.test(contentType) || /^\s*<(?:!doctype|html)/i.test(body))

function said({ body }: ServerAnswer): string {
  if (typeof body === 'string') return body.trim() === '' ? '' : quote(body)
  const error = fieldsOf(body)?.['error']
  const message = fieldsOf(error)?.['message'] ?? error ?? fieldsOf(body)?.['detail']
  return quote(typeof message === 'string' ? message : JSON.stringify(body), 160)
}
