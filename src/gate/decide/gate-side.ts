import type { GateSide } from '../gate-document.ts'
import { seedOf } from '../comparable/pair-runs.ts'
import type { GateRun } from './gate-input.ts'

/** What a verdict tells of a side: what it is called, what was measured, which runs. */
export function gateSide(label: string, runs: readonly GateRun[]): GateSide {
  const [first] = runs
  return {
    label,
    target: first === undefined ? null : targetText(first),
    runs: runs.map(({ header }) => header.runId),
    seeds: runs.map(seedOf),
    fingerprints: first === undefined ? null : { ...first.header.fingerprints },
    infbenchVersion: first?.header.environment.infbenchVersion ?? null,
  }
}

function targetText({ header: { target } }: GateRun): string {
  return target.kind === 'engine' ? `${target.model} on the bundled engine` : `${target.model} at ${target.url}`
}
