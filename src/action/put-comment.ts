/**
 * One comment a gate and pull request: found by its marker and replaced, or made. This is the only thing the action asks the network for,
 * and only with a token.
 */
export interface CommentPlace {
  /** Of the API, such as https://api.github.com. */
  readonly api: string
  /** `owner/name`. */
  readonly repository: string
  readonly number: number
  readonly token: string
}

const pageLength = 100
const mostPages = 50
const timeoutMs = 30_000

/** Puts `body`, which begins with `marker`, on the pull request; rejects when GitHub refuses, with its words. */
export async function putComment(
  place: CommentPlace,
  { marker, body }: { readonly marker: string; readonly body: string },
  ask: typeof fetch,
): Promise<'made' | 'replaced'> {
  const comments = `/repos/${place.repository}/issues/${place.number}/comments`
  const found = await findComment(place, comments, marker, ask)
  if (found === null) {
    await call(place, 'POST', comments, ask, { body })
    return 'made'
  }
  await call(place, 'PATCH', `/repos/${place.repository}/issues/comments/${found}`, ask, { body })
  return 'replaced'
}

async function findComment(place: CommentPlace, path: string, marker: string, ask: typeof fetch) {
  for (let page = 1; page <= mostPages; page++) {
    const comments = (await call(place, 'GET', `${path}?per_page=${pageLength}&page=${page}`, ask)) as Comment[]
    const found = comments.find(({ body }) => body?.startsWith(marker) === true)
    if (found !== undefined) return found.id
    if (comments.length < pageLength) return null
  }
  return null
}

interface Comment {
  readonly id: number
  readonly body?: string | null
}

async function call(
  { api, token }: CommentPlace,
  method: string,
  path: string,
  ask: typeof fetch,
  body?: object,
): Promise<unknown> {
  const answer = await ask(`${api}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'infbench-action',
      'x-github-api-version': '2022-11-28',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${saidIn(text)}`)
  return JSON.parse(text) as unknown
}

function saidIn(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? '')
  } catch {
    return ''
  }
}

/** The pull request that an event is about; null: it is about none. */
export function pullRequestOf(event: unknown): number | null {
  const { pull_request: pull, issue } = (event ?? {}) as {
    readonly pull_request?: { readonly number?: unknown }
    readonly issue?: { readonly number?: unknown; readonly pull_request?: unknown }
  }
  const number = pull?.number ?? (issue?.pull_request === undefined ? null : issue.number)
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}
