/**
 * Finds places in JSON text: the first character that is not JSON, and where the value at a path begins. JSON.parse reads the
 * text; this walks it once more only when something is wrong, because JSON.parse does not say where in any way that can be relied on.
 */
export interface JsonSurvey {
  /** Offset of the first fault; null: the text is JSON. */
  readonly faultAt: number | null
  /** Offset of the value at the path; null: there is none. */
  readonly valueAt: number | null
}

/** Surveys one JSON value, blanks around it allowed. */
export function surveyJson(text: string, path: readonly (string | number)[] = []): JsonSurvey {
  const walk = { text, at: 0, path, valueAt: null as number | null }
  try {
    value(walk, 0, true)
    skipBlanks(walk)
    if (walk.at < text.length) return { faultAt: walk.at, valueAt: walk.valueAt }
    return { faultAt: null, valueAt: walk.valueAt }
  } catch (stopped) {
    if (stopped !== fault) throw stopped
    return { faultAt: Math.min(walk.at, text.length), valueAt: walk.valueAt }
  }
}

interface Walk {
  readonly text: string
  at: number
  readonly path: readonly (string | number)[]
  valueAt: number | null
}

const fault = new Error('not JSON')
/** Deeper nesting than this is no record of a trace. */
const deepest = 1000

/** `onPath`: every key so far is one of the path's. */
function value(walk: Walk, depth: number, onPath: boolean): void {
  skipBlanks(walk)
  if (onPath && depth === walk.path.length) walk.valueAt ??= walk.at
  if (depth > deepest) throw fault
  const first = walk.text[walk.at]
  if (first === '{') members(walk, depth, onPath)
  else if (first === '[') elements(walk, depth, onPath)
  else if (first === '"') string(walk)
  else take(walk, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y)
}

function members(walk: Walk, depth: number, onPath: boolean): void {
  walk.at++
  skipBlanks(walk)
  if (walk.text[walk.at] === '}') return void walk.at++
  for (;;) {
    skipBlanks(walk)
    const from = walk.at
    string(walk)
    const isNext = onPath && depth < walk.path.length && keyAt(walk, from) === walk.path[depth]
    expect(walk, ':')
    value(walk, depth + 1, isNext)
    if (next(walk, '}')) return
  }
}

function elements(walk: Walk, depth: number, onPath: boolean): void {
  walk.at++
  skipBlanks(walk)
  if (walk.text[walk.at] === ']') return void walk.at++
  for (let i = 0; ; i++) {
    value(walk, depth + 1, onPath && depth < walk.path.length && walk.path[depth] === i)
    if (next(walk, ']')) return
  }
}

const keyAt = ({ text, at }: Walk, from: number): unknown => JSON.parse(text.slice(from, at))

/** By hand: a pattern runs out of stack on strings of megabytes. */
function string(walk: Walk): void {
  const { text } = walk
  if (text[walk.at] !== '"') throw fault
  let at = walk.at + 1
  for (let code = text.charCodeAt(at); code !== 34; code = text.charCodeAt(at)) {
    if (Number.isNaN(code) || code < 32) throw fault
    at += code === 92 ? escapeLength(text, at) : 1
  }
  walk.at = at + 1
}

function escapeLength(text: string, at: number): number {
  escapePattern.lastIndex = at
  const match = escapePattern.exec(text)
  if (match === null) throw fault
  return match[0].length
}

const escapePattern = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y

function take(walk: Walk, pattern: RegExp): void {
  pattern.lastIndex = walk.at
  const match = pattern.exec(walk.text)
  if (match === null) throw fault
  walk.at += match[0].length
}

function expect(walk: Walk, character: string): void {
  skipBlanks(walk)
  if (walk.text[walk.at] !== character) throw fault
  walk.at++
}

/** Past a comma (false) or the closing bracket (true). */
function next(walk: Walk, closing: string): boolean {
  skipBlanks(walk)
  const found = walk.text[walk.at]
  if (found !== ',' && found !== closing) throw fault
  walk.at++
  return found === closing
}

function skipBlanks(walk: Walk): void {
  while (/[ \t\r\n]/.test(walk.text[walk.at] ?? '')) walk.at++
}
