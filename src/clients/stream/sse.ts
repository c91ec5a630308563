/**
 * Server-sent events (WHATWG HTML 9.2) out of a body that was received whole: a byte scanner, so that an event's end is an
 * offset and its arrival is the read that brought this offset. LF, CR and CRLF end lines, a BOM and comments are skipped,
 * several data lines are joined by LF. Unlike a browser, an event that the end of the body cuts off is reported too, marked
 * `complete: false`: servers leave out the last blank line, and a cut stream must still be accounted for.
 */
export interface ServerEvent {
  /** `event:` field, null when absent. */
  readonly type: string | null
  readonly data: string
  /** Offset just past the byte that completed the event. */
  readonly end: number
  readonly complete: boolean
}

const LF = 10
const CR = 13
const COLON = 58
const SPACE = 32

/** May take an event of a single data line, `bytes` from `from` to `to`, before any text is made of it. */
export type TakeLine = (bytes: Buffer, from: number, to: number, end: number) => boolean

/** Calls `onEvent` for each event with data that `takeLine` did not take, in order. */
export function scanEvents(
  body: Uint8Array,
  onEvent: (event: ServerEvent) => void,
  takeLine: TakeLine = () => false,
): void {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const onlyLf = bytes.indexOf(CR) < 0
  let type: string | null = null
  let data: string | null = null
  let position = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (position < bytes.length) {
    const stop = onlyLf ? bytes.indexOf(LF, position) : lineStop(bytes, position)
    const lineEnd = stop < 0 ? bytes.length : stop
    const next = stop < 0 ? bytes.length : afterLine(bytes, stop)
    if (lineEnd === position && stop >= 0) {
      // The first terminator byte of the blank line completes the event: a LF that follows a CR may come much later.
      if (data !== null) onEvent({ type, data, end: stop + 1, complete: true })
      type = null
      data = null
    } else {
      const field = fieldOf(bytes, position, lineEnd)
      if (field === 'data' && data === null && type === null && bytes[stop] === LF && bytes[next] === LF) {
        if (takeLine(bytes, valueStart(bytes, position, lineEnd, 4), lineEnd, next + 1)) {
          position = next + 1
          continue
        }
      }
      if (field === 'data')
        data = data === null ? valueOf(bytes, position, lineEnd, 4) : `${data}\n${valueOf(bytes, position, lineEnd, 4)}`
      else if (field === 'event') type = valueOf(bytes, position, lineEnd, 5)
    }
    position = next
  }
  if (data !== null) onEvent({ type, data, end: bytes.length, complete: false })
}

function lineStop(bytes: Buffer, from: number): number {
  for (let i = from; i < bytes.length; i++) if (bytes[i] === LF || bytes[i] === CR) return i
  return -1
}

const afterLine = (bytes: Buffer, stop: number) => (bytes[stop] === CR && bytes[stop + 1] === LF ? stop + 2 : stop + 1)

/** `data` or `event` when the line is that field, else null (comments, id, retry, anything unknown). */
function fieldOf(bytes: Buffer, start: number, end: number): 'data' | 'event' | null {
  const first = bytes[start]
  if (first === 100 && isField(bytes, start, end, 'data')) return 'data'
  return first === 101 && isField(bytes, start, end, 'event') ? 'event' : null
}

function isField(bytes: Buffer, start: number, end: number, name: string): boolean {
  if (end - start < name.length) return false
  for (let i = 1; i < name.length; i++) if (bytes[start + i] !== name.charCodeAt(i)) return false
  return end - start === name.length || bytes[start + name.length] === COLON
}

function valueOf(bytes: Buffer, start: number, end: number, nameBytes: number): string {
  return bytes.toString('utf8', valueStart(bytes, start, end, nameBytes), end)
}

function valueStart(bytes: Buffer, start: number, end: number, nameBytes: number): number {
  const from = Math.min(end, start + nameBytes + 1)
  return from < end && bytes[from] === SPACE ? from + 1 : from
}
