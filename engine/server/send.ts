import type { ServerResponse } from 'node:http'
import type { ApiError } from './api-error.ts'
import { errorBody } from './api-error.ts'

/** A complete JSON answer. */
export function sendJson(
  response: ServerResponse,
  status: number,
  json: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
    ...headers,
  })
  response.end(json)
}

/** An error answer in OpenAI's shape. */
export function sendError(response: ServerResponse, error: ApiError): void {
  sendJson(response, error.status, errorBody(error), { ...error.headers })
}
