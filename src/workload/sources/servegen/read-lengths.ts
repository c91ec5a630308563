import type { InfbenchError } from '../../../core/errors.ts'
import { isMapping } from '../../file/fault.ts'
import { surveyJson } from '../files/json/json-survey.ts'
import { placeIn } from '../files/source-record.ts'
import { mostTokens } from '../formats/values.ts'
import type { LengthWindow, Pmf } from './read-clients.ts'
import { type ReadWindows, skipHint, unreadable } from './read-windows.ts'

/**
 * The length distributions of a client, by window. The first that cannot be read ends it with `source.unreadable` (line and column),
 * unless such are left out; so does a file without any.
 */
export function lengthsOf(text: string, path: string, skipBadRows: boolean): ReadWindows<LengthWindow> {
  const windows = parsed(text, path)
  const read: LengthWindow[] = []
  const faults: InfbenchError[] = []
  for (const [start, fields] of Object.entries(windows)) {
    const window = windowAt(start, isMapping(fields) ? fields : {})
    if (window === null) continue
    if ('input' in window) read.push(window)
    else {
      const at = surveyJson(text, [start, window.field]).valueAt ?? surveyJson(text, [start]).valueAt ?? 0
      const where = `${path}:${placeIn(text, at, 1, 1)} ${start}.${window.field}`
      faults.push(unreadable(where, 'lengths and their shares such as {4: 0.5, 8: 0.5}', window.got, skipHint))
    }
  }
  if (faults[0] !== undefined && !skipBadRows) throw faults[0]
  if (read.length === 0) throw unreadable(path, 'at least one window of lengths', 'none')
  return { read: read.sort((a, b) => a.startS - b.startS), bad: faults.length }
}

function parsed(text: string, path: string): Record<string, unknown> {
  let value: unknown = null
  let at = 0
  try {
    value = JSON.parse(text)
  } catch {
    at = surveyJson(text).faultAt ?? 0
  }
  if (isMapping(value)) return value
  throw unreadable(`${path}:${placeIn(text, at, 1, 1)}`, 'a JSON object of windows', text.slice(at, at + 40))
}

/** Null: a window without requests. */
function windowAt(
  start: string,
  fields: Record<string, unknown>,
): LengthWindow | { readonly field: string; readonly got: string } | null {
  const inputName = 'input_tokens' in fields || !('text_tokens' in fields) ? 'input_tokens' : 'text_tokens'
  const [input, output] = [fields[inputName], fields['output_tokens']]
  if (input === '{}' && output === '{}') return null
  const [inputPmf, outputPmf] = [pmfOf(input), pmfOf(output)]
  if (inputPmf === null) return { field: inputName, got: String(input) }
  if (outputPmf === null) return { field: 'output_tokens', got: String(output) }
  return { startS: Number(start), input: inputPmf, output: outputPmf }
}

/** Reads `{4: 7.2e-05, 5: 0.00016}`, a Python dictionary; the shares are made to sum to 1. Null where it is none, or holds no length. */
export function pmfOf(text: unknown): Pmf | null {
  const inner = typeof text === 'string' ? /^\{(.+)\}$/.exec(text.trim())?.[1] : undefined
  if (inner === undefined) return null
  const pairs: (readonly [tokens: number, share: number])[] = []
  for (const pair of inner.split(',')) {
    const [, tokens, share] = /^\s*(\d+)\s*:\s*(\d[\d.e+-]*)\s*$/i.exec(pair) ?? []
    const [length, weight] = [Number(tokens), Number(share)]
    if (!(length <= mostTokens) || !Number.isFinite(weight)) return null
    pairs.push([length, weight])
  }
  pairs.sort((a, b) => a[0] - b[0])
  const total = pairs.reduce((sum, [, share]) => sum + share, 0)
  if (!(total > 0)) return null
  let below = 0
  const cumulative = pairs.map(([, share]) => (below += share) / total)
  return { tokens: Float64Array.from(pairs, ([tokens]) => tokens), cumulative: Float64Array.from(cumulative) }
}
