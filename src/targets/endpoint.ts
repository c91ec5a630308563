import { InfbenchError } from '../core/errors.ts'
import { nearest } from '../core/nearest.ts'
import type { TargetPlan } from '../workload/run-plan.ts'
import { askServer } from './ask-server.ts'
import { chooseTokenizer } from './choose-tokenizer.ts'
import { type ServedModel, servedModels } from './served-models.ts'
import type { Target, TargetContext } from './target.ts'

type EndpointPlan = Extract<TargetPlan, { kind: 'endpoint' }>

/** Opens a server that runs already: reachable, of the right kind, with the model. Errors: `usage`, `target.*`. */
export async function openEndpoint(
  plan: EndpointPlan,
  context: Pick<TargetContext, 'env' | 'cwd' | 'signal'>,
): Promise<Target> {
  const baseUrl = plan.url.replace(/\/+$/, '')
  const headers = { ...plan.headers, ...authorization(plan, context.env) }
  const question = { baseUrl, headers, apiKeyEnv: plan.apiKeyEnv, named: plan.model !== null, signal: context.signal }
  const { models, server } = await servedModels(question)
  const model = pickModel(plan, models, baseUrl)
  const tokenizer = await chooseTokenizer({ plan: plan.tokenizer, baseUrl, model: model.id, headers, cwd: context.cwd })
  const version = await serverVersion(baseUrl, headers, context.signal)
  const facts = { ...model.facts, ...(server === null ? {} : { server }), ...(version === null ? {} : { version }) }
  return {
    facts: {
      kind: 'endpoint',
      url: baseUrl,
      model: model.id,
      facts,
      tokenizer: { name: tokenizer.name, fidelity: tokenizer.fidelity },
    },
    ...{ baseUrl, model: model.id, headers, tokenizer },
    contextTokens: model.contextTokens,
    logPath: null,
    close: async () => {},
  }
}

function authorization(plan: EndpointPlan, env: TargetContext['env']): Record<string, string> {
  if (plan.apiKeyEnv === null) return {}
  // A key read from a file often ends with a line break, which no header may hold.
  const key = env[plan.apiKeyEnv]?.trim()
  if (key !== undefined && key !== '') return { authorization: `Bearer ${key}` }
  throw new InfbenchError('usage', {
    message: `target.apiKeyEnv: expected a key in the environment variable ${plan.apiKeyEnv}, got ${key === undefined ? 'none' : 'an empty one'}`,
    hint: `export ${plan.apiKeyEnv}=...`,
  })
}

function pickModel(plan: EndpointPlan, models: readonly ServedModel[], baseUrl: string): ServedModel {
  const named = plan.model
  if (named === null) {
    const [first] = models
    if (first !== undefined) return first
    throw new InfbenchError('target.refused', {
      message: `${baseUrl}/models: expected at least one model, got an empty list`,
      hint: 'name the model: target.model',
    })
  }
  if (models.length === 0) return { id: named, contextTokens: null, facts: {} }
  return models.find(({ id }) => id === named) ?? refuseModel(named, models, baseUrl)
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

/** vLLM's and others' GET /version beside the API; null where there is none. */
async function serverVersion(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const { status, body } = await askServer(`${baseUrl.replace(/\/v1$/, '')}/version`, headers, signal)
    const version =
      status === 200 && typeof body === 'object' && body !== null ? (body as { version?: unknown }).version : null
    return typeof version === 'string' ? version : null
  } catch (error) {
    if (error instanceof InfbenchError && error.code === 'interrupted') throw error
    return null
  }
}
