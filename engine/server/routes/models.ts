import type { IncomingMessage, ServerResponse } from 'node:http'
import { invalid } from '../api-error.ts'
import { checkModel } from '../requests/check-model.ts'
import { sendJson } from '../send.ts'
import type { Service } from '../service.ts'

/** What the name of one model follows in a path. */
export const modelPrefix = '/v1/models/'

/** GET /v1/models: one entry per name, with vLLM's `max_model_len`, and what tells engines apart. */
export async function models(service: Service, _request: IncomingMessage, response: ServerResponse): Promise<void> {
  const data = service.names.map((name) => modelEntry(service, name))
  sendJson(response, 200, JSON.stringify({ object: 'list', data }))
}

/** GET /v1/models/{model}: the entry of one name; 404 for one not served. */
export async function model(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = nameIn(request.url ?? '')
  sendJson(response, 200, JSON.stringify(modelEntry(service, checkModel(name, service.names))))
}

function modelEntry(service: Service, id: string): object {
  const { limits, isa, threads, quant, kvCacheType, variants } = service.engine.facts
  return {
    id,
    object: 'model',
    created: service.created,
    owned_by: 'infbench',
    root: service.names[0],
    max_model_len: limits.maxSequenceTokens,
    quant,
    kv_cache_dtype: kvCacheType,
    isa,
    threads,
    ...(variants.length > 0 && { variants: variants.join(', ') }),
  }
}

function nameIn(url: string): string {
  const path = url.split('?', 1)[0] as string
  try {
    return decodeURIComponent(path.slice(modelPrefix.length))
  } catch {
    throw invalid('model', 'The name of the model in the path is not valid percent-encoding.')
  }
}
