import { askServer } from './ask-server.ts'
import type { Target } from './target.ts'

/** Where servers empty their prefix cache, by what they call themselves in their list of models. */
const placeOf: Readonly<Record<string, string>> = { vllm: '/reset_prefix_cache', sglang: '/flush_cache' }

type Asked = Pick<Target, 'baseUrl' | 'headers' | 'facts'>

/**
 * Empties the prefix cache of a server, by a POST to `path` beside its API, or where the server is known to take it. Returns the path that
 * was accepted; null: there is none, or it was refused.
 */
export async function resetPrefixCache(
  { baseUrl, headers, facts }: Asked,
  path: string | null,
  signal: AbortSignal,
): Promise<string | null> {
  const known = placeOf[String(facts.facts['owned_by'] ?? '').toLowerCase()]
  const place = path ?? known
  if (place === undefined) return null
  const { status } = await askServer(new URL(place, baseUrl).href, headers, signal, {})
  return status >= 200 && status < 300 ? place : null
}
