import type { z } from 'zod'
import type { ImportFile } from '../imported-run.ts'
import { importFault } from './import-fault.ts'

/** `value` as the schema says; throws import.malformed naming the first key at fault. `line`: where it stands, of JSON lines. */
export function checked<T>(file: Pick<ImportFile, 'path'>, schema: z.ZodType<T>, value: unknown, line?: number): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const key = issue?.path.join('.')
  throw importFault(file, {
    line,
    key,
    message: `${issue?.message ?? 'not as expected'}, got ${shown(value, issue?.path)}`,
  })
}

function shown(value: unknown, path: readonly PropertyKey[] = []): string {
  let found: unknown = value
  for (const key of path) found = (found as Record<PropertyKey, unknown> | null | undefined)?.[key]
  const text = JSON.stringify(found) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
