import { createHash } from 'node:crypto'
import type { Environment, Fingerprints, TargetFacts } from '../../core/run-header.ts'
import type { RunPlan } from '../../workload/run-plan.ts'

/**
 * Four answers to "are these two runs alike?", each the first 16 hex digits of a SHA-256 over canonical JSON. A workload is
 * what is asked of a server and how it is judged: its name, project, seed, repeats, where it is sent and how many send it are left out, so that pairs
 * with fresh seeds and the same workload against two servers stay comparable.
 */
export function fingerprints(
  plan: RunPlan,
  target: TargetFacts,
  environment: Environment,
  datasets: Readonly<Record<string, string>>,
): Fingerprints {
  const { name: _name, target: _target, seed: _seed, repeat: _repeat, ...others } = plan
  const { hardware: _hardware, workers: _workers, vus: _vus, project: _project, ...asked } = others
  // what is started for the run listens on another port every time
  const isStarted = plan.target.kind === 'endpoint' && plan.target.start !== undefined
  const place = target.kind === 'engine' || isStarted ? null : target.url
  return {
    workload: digest(asked),
    environment: environmentFingerprint(environment),
    target: digest({ kind: target.kind, place, model: target.model, facts: target.facts, tokenizer: target.tokenizer }),
    dataset: digest(datasets),
  }
}

/** Equal for runs and self-tests of one machine, whatever folder they were started in. */
export function environmentFingerprint(environment: Environment): string {
  const { gitCommit: _commit, ...machine } = environment
  return digest(machine)
}

const digest = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16)

/** JSON with sorted keys, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}
