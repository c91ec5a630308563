import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError } from '../api-error.ts'
import type { Service } from '../service.ts'
import { chatCompletions, completions } from './generations.ts'
import { kernels } from './kernels.ts'
import { metrics } from './metrics.ts'
import { model, modelPrefix, models } from './models.ts'
import { detokenize, tokenize } from './tokens.ts'

/** Answers one request, or throws `ApiError` before writing anything. */
export type Route = (service: Service, request: IncomingMessage, response: ServerResponse) => Promise<void>

const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  '/v1/chat/completions': { POST: chatCompletions },
  '/v1/completions': { POST: completions },
  '/v1/models': { GET: models },
  [modelPrefix]: { GET: model },
  '/metrics': { GET: metrics },
  '/internal/kernels': { GET: kernels },
  '/tokenize': { POST: tokenize },
  '/detokenize': { POST: detokenize },
}

/** The route of a method and path. Throws 404 or 405. */
export function findRoute(method: string, path: string): Route {
  const name = path.startsWith(modelPrefix) ? modelPrefix : path
  const methods = Object.hasOwn(routes, name) ? routes[name] : undefined
  if (methods === undefined) throw new ApiError(404, `Unknown path ${path}.`, { code: 'unknown_url' })
  const route = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (route !== undefined) return route
  const allow = Object.keys(methods).join(', ')
  throw new ApiError(405, `${path} takes ${allow}, not ${method}.`, { headers: { allow } })
}
