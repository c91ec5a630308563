import type { IncomingMessage, ServerResponse } from 'node:http'
import { metricsText } from '../metrics-text.ts'
import type { Service } from '../service.ts'

/** GET /metrics, in Prometheus' text format 0.0.4. */
export async function metrics(service: Service, _request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = metricsText(service)
  response.writeHead(200, {
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
