import type { z } from 'zod'
import { expectation, type Fault, isMapping, type Path } from './fault.ts'
import { type KeyTree, unknownKey } from './key-tree.ts'

/** zod's issues as faults: the innermost of each place, in the words of the schema, `got` read from the value that was given. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], tree: unknown, keys: KeyTree): Fault[] {
  const faults = issues.flatMap((issue) => faultsOfIssue(issue, [], tree, keys))
  const isFirst = (fault: Fault, i: number) => faults.findIndex((other) => samePath(other.path, fault.path)) === i
  return faults.filter((fault, i) => isFirst(fault, i) && !faults.some((other) => liesBelow(other.path, fault.path)))
}

const samePath = (a: Path, b: Path) => a.length === b.length && a.every((part, i) => part === b[i])

/** A mapping that is wrong as a whole (`expected one of ...`) is so because of the key below that has been named already. */
const liesBelow = (path: Path, above: Path) => path.length > above.length && above.every((part, i) => part === path[i])

function faultsOfIssue(issue: z.core.$ZodIssue, above: Path, tree: unknown, keys: KeyTree): Fault[] {
  const path: Path = [...above, ...(issue.path as (string | number)[])]
  const got = valueAt(tree, path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], at: 'key', message: unknownKey(keys, path, key) }))
    case 'invalid_key':
      return [{ path, at: 'key', message: expectation(issue.issues[0]?.message ?? issue.message, path.at(-1)) }]
    case 'invalid_union': {
      const branch =
        isMapping(got) || Array.isArray(got) ? issue.errors.find((errors) => !errors.some(isAboutTheWhole)) : undefined
      if (branch !== undefined) return branch.flatMap((inner) => faultsOfIssue(inner, path, tree, keys))
      return [{ path, at: 'value', message: expectation(issue.message, got) }]
    }
    default:
      return [{ path, at: 'value', message: messageOf(issue, got) }]
  }
}

const isAboutTheWhole = (issue: z.core.$ZodIssue) => issue.code === 'invalid_type' && issue.path.length === 0

/** A check that looks at more than one value says itself what it got. */
function messageOf(issue: z.core.$ZodIssue, got: unknown): string {
  const said = issue.code === 'custom' ? (issue.params as { got?: string } | undefined)?.got : undefined
  return said === undefined ? expectation(issue.message, got) : `expected ${issue.message}, got ${said}`
}

export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, part) => {
    if (Array.isArray(node)) return node[part as number]
    return isMapping(node) && Object.hasOwn(node, part) ? node[part] : undefined
  }, tree)
}
