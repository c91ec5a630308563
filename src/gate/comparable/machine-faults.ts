/** Where and when runs were made: the machine that sent, the version that measured, the clock. */
import type { Environment } from '../../core/run-header.ts'
import { nsToMs } from '../../core/units.ts'
import type { GateRun } from '../decide/gate-input.ts'
import type { GateFault } from './gate-fault.ts'
import { oddOnes } from './odd-ones.ts'
import { idsOf } from './run-faults.ts'

/** One machine, one system, one version of infbench for all runs. */
export function environmentFaults(runs: readonly GateRun[]): GateFault[] {
  const odd = oddOnes(runs, (run) => run.header.fingerprints.environment)
  const [a, b] = [odd?.others[0]?.header.environment, odd?.some[0]?.header.environment]
  if (odd === null || a === undefined || b === undefined) return []
  if (a.infbenchVersion !== b.infbenchVersion) {
    const message = `infbench ${a.infbenchVersion} measured ${idsOf(odd.others)}, ${b.infbenchVersion} measured ${idsOf(odd.some)}: definitions and cost of measuring may have changed between them`
    return [{ code: 'other-version', message, hint: 'make the older runs again with this version' }]
  }
  const fields = differingFields(a, b)
  const told = fields.length === 0 ? 'their fingerprints differ' : fields.join('; ')
  const message = `the runs were made on different machines or systems: ${told}`
  return [{ code: 'other-environment', message, hint: 'make both sides on one machine, in turns' }]
}

function differingFields(a: Environment, b: Environment): string[] {
  return (Object.keys(a) as (keyof Environment)[])
    .filter((key) => key !== 'gitCommit' && a[key] !== b[key])
    .map((key) => `${key} ${a[key]} against ${b[key]}`)
}

/** Clocks of machines are set by less than that at a time. */
const slackMs = 1000

/** Runs that began, by the clock, before one that was made earlier had ended; null: none. In the order they were made. */
export function overlapIn(runs: readonly GateRun[]): readonly [GateRun, GateRun] | null {
  const at = runs.findIndex((run, i) => i > 0 && run.header.startedAtMs < endMs(runs[i - 1] as GateRun) - slackMs)
  return at < 0 ? null : [runs[at - 1] as GateRun, runs[at] as GateRun]
}

const endMs = ({ header }: GateRun) => header.startedAtMs + nsToMs(header.window.endAt ?? header.window.startAt)

/** Stored runs stand in the order of the clock. Where two overlap they disturbed each other, or their order is not known. */
export function clockFaults(runs: readonly GateRun[]): GateFault[] {
  const overlap = overlapIn(runs.toSorted((a, b) => a.header.startedAtMs - b.header.startedAtMs))
  if (overlap === null) return []
  const [first, second] = overlap.map(({ header }) => header.runId)
  const message = `${second} began before ${first} had ended, by the clock: they ran at the same time, or the clock was set back between them`
  const hint = 'make the runs one after the other, or let the gate make them (url, engine or start in the policy)'
  return [{ code: 'clock', message, hint }]
}
