import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Document,
  type YAMLError,
} from 'yaml'
import { InfbenchError } from '../../core/errors.ts'
import type { Path } from './fault.ts'

/** A YAML file as plain data, which can still say where each of its values was written. */
export interface YamlDocument {
  readonly value: unknown
  /** `line:column`, from 1, of the value (or key) at `path`; of its nearest ancestor where there is none. */
  where(path: Path, at: 'key' | 'value'): string
}

/** Parses one YAML 1.2 document. Throws `workload.malformed` with a line per fault, each `path:line:col message`. */
export function parseYaml(text: string, path: string): YamlDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${Math.max(1, line)}:${Math.max(1, col)}`
  }
  const faults = [...document.errors, ...document.warnings].map(
    (error) => `${path}:${place(error.pos[0])} ${explain(error, text)}`,
  )
  if (faults.length > 0) throw malformed(faults)
  const plain = toPlain(document)
  if ('fault' in plain) throw malformed([`${path}: ${plain.fault}`])
  return {
    value: plain.value,
    where: (at, part) => place(offsetOf(document, at, part)),
  }
}

function malformed(faults: readonly string[]): InfbenchError {
  return new InfbenchError('workload.malformed', {
    message: faults.join('\n'),
    hint: 'infbench init writes a commented workload file to start from',
  })
}

/** The library's own words where they help; ours for what people run into. */
function explain(error: YAMLError, text: string): string {
  const at = text.slice(error.pos[0], error.pos[1])
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return `${keyAt(text, error.pos[0])}: the key is given twice; keep one of the two`
    case 'TAB_AS_INDENT':
      return 'indentation: expected spaces, got a tab'
    case 'MULTIPLE_DOCS':
      return 'expected one document, got a second one after ---'
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'expected one "key: value" a line, got a second ":" (or a line indented unlike its neighbours)'
    case 'BAD_SCALAR_START':
      return `expected quotes around a value that starts with ${JSON.stringify(at.slice(0, 1))}`
    default:
      return firstLine(error.message)
  }
}

const keyAt = (text: string, offset: number): string => /^[^:\n]*/.exec(text.slice(offset))?.[0].trim() ?? ''

/** The YAML value in a text, or what is wrong with it in one line without place. */
export function parseYamlValue(text: string): { readonly value: unknown } | { readonly fault: string } {
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true })
  const error = document.errors[0] ?? document.warnings[0]
  return error === undefined ? toPlain(document) : { fault: firstLine(error.message) }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] as string

function toPlain(document: Document.Parsed): { readonly value: unknown } | { readonly fault: string } {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 1000 })
    return holdsItself(value, [])
      ? { fault: 'an alias (*name) stands inside the anchor (&name) it repeats' }
      : { value }
  } catch (cause) {
    return { fault: firstLine((cause as Error).message) } // an alias without anchor, or too many of them
  }
}

function holdsItself(value: unknown, ancestors: readonly unknown[]): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (ancestors.includes(value)) return true
  return Object.values(value).some((child) => holdsItself(child, [...ancestors, value]))
}

function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): number {
  let node: Node | null = document.contents
  let offset = node?.range?.[0] ?? 0
  for (const [depth, segment] of path.entries()) {
    const found = childOf(isAlias(node) ? (node.resolve(document) ?? null) : node, segment)
    if (found === null) return offset
    const wantsKey = part === 'key' && depth === path.length - 1
    offset = (wantsKey ? found.key : found.value)?.range?.[0] ?? found.key?.range?.[0] ?? offset
    node = found.value
  }
  return offset
}

/** An empty value (`slo:` and nothing behind it) is placed at its key, which is what there is to see. */
function childOf(node: Node | null, segment: string | number): { key: Node | null; value: Node | null } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment))
    if (pair === undefined) return null
    const value = pair.value as Node | null
    const empty = isScalar(value) && value.range?.[0] === value.range?.[1]
    return { key: pair.key as Node, value: empty ? null : value }
  }
  if (isSeq(node) && typeof segment === 'number') {
    const item = node.items[segment] as Node | undefined
    return item === undefined ? null : { key: item, value: item }
  }
  return null
}
