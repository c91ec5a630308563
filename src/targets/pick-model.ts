import { InfbenchError } from '../core/errors.ts'
import { nearest } from '../core/nearest.ts'
import { askServer } from './ask-server.ts'
import type { ServedModel } from './served-models.ts'

export interface ModelChoice {
  /** The model the workload names; null: the server's first. */
  readonly named: string | null
  /** What the server lists; empty when it keeps no list. */
  readonly listed: readonly ServedModel[]
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/**
 * The model to measure. A name that is not on the server's list may still be an alias that it knows (`llama3` for
 * `llama3:latest`, any name at a server with one model), so the server is asked for one token before it is refused.
 */
export async function pickModel(choice: ModelChoice): Promise<ServedModel> {
  const { named, listed, baseUrl } = choice
  if (named === null) return listed[0] ?? refuseEmptyList(baseUrl)
  const entry = listed.find(({ id }) => id === named)
  if (entry !== undefined) return entry
  if (listed.length === 0 || (await answersTo(named, choice))) return { id: named, contextTokens: null, facts: {} }
  return refuseModel(named, listed, baseUrl)
}

const oneToken = { max_tokens: 1, stream: false }

async function answersTo(model: string, { baseUrl, headers, signal }: ModelChoice): Promise<boolean> {
  const questions: readonly (readonly [string, object])[] = [
    ['/chat/completions', { model, messages: [{ role: 'user', content: 'Hi' }], ...oneToken }],
    ['/completions', { model, prompt: 'Hi', ...oneToken }],
  ]
  for (const [path, body] of questions) {
    const { status } = await askServer(`${baseUrl}${path}`, headers, signal, body)
    if (status >= 200 && status < 300) return true
  }
  return false
}

function refuseEmptyList(baseUrl: string): never {
  throw new InfbenchError('target.refused', {
    message: `${baseUrl}/models: expected at least one model, got an empty list`,
    hint: 'name the model: target.model',
  })
}

const mostNames = 8

function refuseModel(named: string, models: readonly ServedModel[], baseUrl: string): never {
  const names = models.map(({ id }) => id)
  const shown =
    names.slice(0, mostNames).join(', ') + (names.length > mostNames ? `, and ${names.length - mostNames} more` : '')
  throw new InfbenchError('target.refused', {
    message: `target.model: expected a model that ${baseUrl} serves (${shown}), got ${named}`,
    hint: `--set target.model=${nearest(named, names) ?? names[0]}`,
  })
}
