import { readFile } from 'node:fs/promises'
import { InfbenchError } from '../../../core/errors.ts'
import type { GatePolicy, SidePolicy, StoredSide } from '../../../gate/policy/gate-policy.ts'
import { readPolicy } from '../../../gate/policy/read-policy.ts'

/** A policy by its path. Throws policy.unreadable, policy.malformed, policy.invalid. */
export const readPolicyFile = async (path: string): Promise<GatePolicy> =>
  readPolicy({ path, text: await readGateFile(path, 'a policy file') })

/** A file of a gate as text. Throws policy.unreadable. */
export async function readGateFile(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const got = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : (code ?? String(cause))
    throw new InfbenchError('policy.unreadable', { message: `${path}: expected ${what}, got ${got}`, cause })
  }
}

/** The policy with stored runs in the place of its sides, where the command line names some. */
export function withSides(
  policy: GatePolicy,
  given: { readonly baseline: string | undefined; readonly candidate: string | undefined },
): GatePolicy {
  if (given.baseline !== undefined && policy.mode === 'history')
    throw new InfbenchError('usage', {
      message: `--baseline: ${policy.path} judges by past runs (history), which no baseline can replace`,
    })
  const side = (reference: string | undefined, own: SidePolicy): SidePolicy =>
    reference === undefined ? own : ({ kind: 'stored', label: reference, references: [reference] } satisfies StoredSide)
  return {
    ...policy,
    baseline: side(given.baseline, policy.baseline),
    candidate: side(given.candidate, policy.candidate),
  }
}
