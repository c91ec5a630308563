import type { RawExchange } from '../../clients/client.ts'

/** One request and its answer as they went through; owns its buffers, so that another thread may be given them. */
export interface CapturedExchange {
  /** Wall time of the request's first byte, ms since 1970 with its fraction. */
  readonly arrivedAtMs: number
  readonly api: 'chat' | 'completions'
  readonly requestBody: Uint8Array
  /** `Content-Encoding` of request and answer; null: none. */
  readonly requestEncoding: string | null
  readonly answerEncoding: string | null
  /** The answer; its `sentAt` is the request's first byte. */
  readonly raw: RawExchange
}

/** What it takes to hold it. */
export const bodyBytes = ({ requestBody, raw }: CapturedExchange): number =>
  requestBody.byteLength + raw.body.byteLength

/** The API that a path belongs to; null for what is passed on without being recorded. */
export function apiOf(method: string, path: string): CapturedExchange['api'] | null {
  const [place = ''] = path.split('?')
  if (method !== 'POST') return null
  if (/\/chat\/completions\/?$/.test(place)) return 'chat'
  return /\/completions\/?$/.test(place) ? 'completions' : null
}
