import { InfbenchError } from '../core/errors.ts'
import type { TargetPlan } from '../workload/run-plan.ts'
import { askServer } from './ask-server.ts'
import { chooseTokenizer } from './choose-tokenizer.ts'
import { pickModel } from './pick-model.ts'
import { servedModels } from './served-models.ts'
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
  const model = await pickModel({ named: plan.model, listed: models, baseUrl, headers, signal: context.signal })
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
    readWork: null,
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
