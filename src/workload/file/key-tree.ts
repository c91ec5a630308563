import type { z } from 'zod'
import { nearest } from '../../core/nearest.ts'
import { oneOf } from '../schema/fields.ts'
import type { Path } from './fault.ts'

/**
 * The valid keys of a schema as a tree, read from the schema itself: an unknown key is answered with what other tools mean by
 * it, else with the nearest valid key of its own mapping, else with a place elsewhere that has exactly this key, else with all
 * keys that may stand there.
 */
export interface KeyTree {
  readonly keys: ReadonlyMap<string, KeyTree>
  /** Keys of a list's entries. */
  readonly items: KeyTree | null
}

/** Keys that people coming from larger files expect, and what does their work here. */
const instead: Readonly<Record<string, string>> = {
  ramp: 'arrival: {shape: {ramp: {to: 20/s, over: 60s}}} changes the rate, sweep: {rate: [1, 2, 4, 8]} runs a list of rates',
  ramps:
    'arrival: {shape: {ramp: {to: 20/s, over: 60s}}} changes the rate, sweep: {rate: [1, 2, 4, 8]} runs a list of rates',
  burst: 'arrival: {process: gamma, cv: 4} sends in bursts',
  bursts: 'arrival: {process: gamma, cv: 4} sends in bursts',
}

/** What to say of a key that is not there: `unknown key; did you mean arrival?` */
export function unknownKey(root: KeyTree, parent: Path, key: string): string {
  const siblings = [...(treeAt(root, parent)?.keys.keys() ?? [])]
  if (Object.hasOwn(instead, key)) return `unknown key; ${instead[key]}`
  const near = nearest(key, siblings)
  if (near !== null) return `unknown key; did you mean ${near}?`
  const elsewhere = pathsOf(root, key, [])[0]
  if (elsewhere !== undefined) return `unknown key; did you mean ${elsewhere}?`
  return `unknown key; expected ${oneOf(siblings)}`
}

function treeAt(root: KeyTree, path: Path): KeyTree | null {
  return path.reduce<KeyTree | null>(
    (tree, part) => (tree === null ? null : typeof part === 'number' ? tree.items : (tree.keys.get(part) ?? null)),
    root,
  )
}

function pathsOf(tree: KeyTree, key: string, walked: readonly string[]): string[] {
  const here = tree.keys.has(key) ? [[...walked, key].join('.')] : []
  return [...here, ...[...tree.keys].flatMap(([name, child]) => pathsOf(child, key, [...walked, name]))]
}

/** Reads the keys of a zod schema through its wrappers (optional, default, union ...). */
export function keyTree(schema: z.core.$ZodType): KeyTree {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return { keys: new Map(Object.entries(def.shape).map(([key, child]) => [key, keyTree(child)])), items: null }
    case 'array':
      return { keys: new Map(), items: keyTree(def.element) }
    case 'union':
      return def.options.map(keyTree).find((tree) => tree.keys.size > 0) ?? leaf
    case 'optional':
    case 'default':
    case 'prefault':
      return keyTree(def.innerType)
    default:
      return leaf
  }
}

const leaf: KeyTree = { keys: new Map(), items: null }
