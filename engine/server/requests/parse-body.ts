import type { z } from 'zod'
import { ApiError, invalid } from '../api-error.ts'

/** The body as `schema` sees it. Throws a 400 that names the first wrong parameter. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (issue === undefined) throw new ApiError(400, 'The request body is not valid.')
  const param = issue.path.map(String).join('.')
  throw invalid(param, `Invalid value for ${param === '' ? 'the body' : `'${param}'`}: ${issue.message}.`)
}
