import { isMapping, type Path } from './fault.ts'
import { parseYamlValue } from './yaml-document.ts'

/** A value put over the file's: by `--set a.b=c`, or by one point of a sweep. */
export interface Assignment {
  readonly path: Path
  readonly value: unknown
  /** How the user wrote it: `--set arrival.rate=8`, or where the sweep has its value, and its key, in the file. */
  readonly origin:
    | { readonly kind: 'override'; readonly text: string; readonly index: number }
    | { readonly kind: 'sweep'; readonly path: Path; readonly keyPath: Path }
}

/** Short names for the two paths that everybody sweeps. */
export const shortPaths: Readonly<Record<string, string>> = {
  rate: 'arrival.rate',
  concurrency: 'arrival.users',
}

/** Keys that stand beside a trace or a data set. */
const fileKeys = ['format', 'columns', 'skip', 'take', 'skipBadRows', 'sharing', 'missing']

/** Keys that stand beside the URL of a server or the command that starts it. */
const endpointKeys = ['model', 'apiKeyEnv', 'headers', 'tokenizer']

/** Keys of which only one group may be set: giving one by hand takes the others away, as the user means it. */
const exclusive: readonly { readonly at: string; readonly groups: readonly (readonly string[])[] }[] = [
  {
    at: 'target',
    groups: [['engine'], ['url', ...endpointKeys], ['start', ...endpointKeys]],
  },
  {
    at: 'requests.source',
    groups: [
      ['synthetic'],
      ['distribution'],
      ['trace', ...fileKeys],
      ['dataset', ...fileKeys],
      ['sessions', ...fileKeys],
    ],
  },
]

/** A path with its short name written out: `rate` is `arrival.rate`. */
export const pathText = (text: string): string => parsePath(text).join('.')

/** `a.b.0` to ['a', 'b', 0], short names written out. */
export function parsePath(text: string): Path {
  const written = Object.hasOwn(shortPaths, text) ? (shortPaths[text] as string) : text
  return written.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** Reads `path=value`, the value as YAML. A fault is one line without place. */
export function parseOverride(text: string, index: number): Assignment | { readonly fault: string } {
  const equals = text.indexOf('=')
  const path = text.slice(0, Math.max(0, equals)).trim()
  if (path.split('.').some((part) => part === '' || part === '__proto__')) {
    return { fault: 'expected path=value such as arrival.rate=4/s' }
  }
  const parsed = parseYamlValue(text.slice(equals + 1))
  if ('fault' in parsed) return { fault: `expected a YAML value after "=": ${parsed.fault}` }
  return { path: parsePath(path), value: parsed.value, origin: { kind: 'override', text: `--set ${text}`, index } }
}

/** A copy of `tree` with the assignments made in order; what stood in the way of a path is replaced. */
export function assign(tree: unknown, assignments: readonly Assignment[]): unknown {
  let result: unknown = structuredClone(tree) ?? {}
  for (const { path, value } of assignments) result = setAt(result, path, structuredClone(value), [])
  return result
}

function setAt(node: unknown, path: Path, value: unknown, walked: Path): unknown {
  const [segment, ...rest] = path
  if (segment === undefined) return value
  if (Array.isArray(node) && typeof segment === 'number' && segment <= node.length) {
    node[segment] = setAt(node[segment], rest, value, [...walked, segment])
    return node
  }
  const mapping = isMapping(node) ? withoutRivals(node, String(segment), walked.join('.')) : {}
  const before = Object.hasOwn(mapping, segment) ? mapping[segment] : undefined
  mapping[segment] = setAt(before, rest, value, [...walked, segment])
  return mapping
}

function withoutRivals(node: Record<string, unknown>, key: string, at: string): Record<string, unknown> {
  const groups = exclusive.find((entry) => entry.at === at)?.groups ?? []
  if (!groups.some((group) => group.includes(key))) return node
  const kept = groups.filter((group) => group.includes(key)).flat()
  const rivals = groups.flat().filter((name) => !kept.includes(name))
  return Object.fromEntries(Object.entries(node).filter(([name]) => !rivals.includes(name)))
}

/** The last assignment that decided the value at `path` (it set that path, or something above it). */
export function assignmentOf(path: Path, assignments: readonly Assignment[]): Assignment | null {
  return assignments.findLast((entry) => isWithin(path, entry.path)) ?? null
}

/** The assignment that made the mapping at `path` come into being on the way to its own, deeper path. */
export function assignmentBelow(path: Path, assignments: readonly Assignment[]): Assignment | null {
  return assignments.find((entry) => isWithin(entry.path, path)) ?? null
}

const isWithin = (path: Path, above: Path) => above.every((part, i) => String(path[i]) === String(part))
