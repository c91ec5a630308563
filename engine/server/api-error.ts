/** A request that gets an error answer in OpenAI's shape; anything else thrown by a route is a bug and becomes a 500. */
export class ApiError extends Error {
  readonly status: number
  readonly type: string
  readonly param: string | null
  readonly code: string | null
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    facts: { type?: string; param?: string | null; code?: string | null; headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.type = facts.type ?? (status >= 500 ? 'server_error' : 'invalid_request_error')
    this.param = facts.param ?? null
    this.code = facts.code ?? null
    this.headers = facts.headers ?? {}
  }
}

/** A 400 that names the parameter. */
export function invalid(param: string, message: string, code: string | null = null): ApiError {
  return new ApiError(400, message, { param, code })
}

/** The body OpenAI's clients expect. */
export function errorBody(error: ApiError): string {
  const { message, type, param, code } = error
  return JSON.stringify({ error: { message, type, param, code } })
}
