import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from '../send.ts'
import type { Service } from '../service.ts'

/** GET /v1/models: one entry per name, with vLLM's `max_model_len`. */
export async function models(service: Service, _request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { limits } = service.engine.facts
  const data = service.names.map((id) => ({
    id,
    object: 'model',
    created: service.created,
    owned_by: 'infbench',
    root: service.names[0],
    max_model_len: limits.maxSequenceTokens,
  }))
  sendJson(response, 200, JSON.stringify({ object: 'list', data }))
}
