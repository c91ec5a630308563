/** `20260816-160853` as vLLM's and SGLang's clients name the day, local time of a machine that the file does not tell: taken as UTC. Null: it is none. */
export function compactStampMs(text: unknown): number | null {
  const parts = typeof text === 'string' ? /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/.exec(text) : null
  if (parts === null) return null
  const [, year, month, day, hour, minute, second] = parts
  return stampMs(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

/** An ISO 8601 time as ms since 1970; without a zone it is taken as UTC, so that a file means the same on every machine. Null: it is none. */
export function stampMs(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return null
  const iso = text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1')
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`)
  return Number.isNaN(ms) ? null : ms
}
