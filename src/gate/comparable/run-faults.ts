/** What makes a run by itself unfit for a verdict, and runs that were asked or measured different things. */
import type { GateRun } from '../decide/gate-input.ts'
import type { GateFault } from './gate-fault.ts'
import { listed, oddOnes } from './odd-ones.ts'

export interface Sides {
  readonly baseline: readonly GateRun[]
  readonly candidate: readonly GateRun[]
}

export const bothSides = ({ baseline, candidate }: Sides) => [...baseline, ...candidate]
export const idsOf = (runs: readonly GateRun[]) => listed(runs.map(({ header }) => header.runId))

/** A side without runs. */
export function absentFaults(sides: Sides): GateFault[] {
  const missing = (['baseline', 'candidate'] as const).filter((side) => sides[side].length === 0)
  return missing.map((side) => ({
    code: 'no-runs',
    message: `the ${side} has no runs`,
    hint: 'infbench list shows what is stored',
  }))
}

/** Runs that have not ended, that are invalid, that another tool made. */
export function stateFaults(runs: readonly GateRun[]): GateFault[] {
  const unfinished = runs.filter(({ header: { state } }) => state === 'running' || state === 'interrupted')
  const invalid = runs.filter(({ document }) => document.status === 'invalid')
  const imported = runs.filter(({ document }) => document.imported !== undefined)
  return [
    ...(unfinished.length === 0 ? [] : [unfinishedFault(unfinished)]),
    ...invalid.map(invalidFault),
    ...(imported.length === 0 ? [] : [importedFault(imported)]),
  ]
}

const unfinishedFault = (runs: readonly GateRun[]): GateFault => ({
  code: 'unfinished-run',
  message: `${idsOf(runs)} did not run to the end: figures of a part do not stand for the whole`,
  hint: 'run them again to the end, or wait for those that are running',
})

function invalidFault({ header, document }: GateRun): GateFault {
  const reason = document.reasons.find(({ severity }) => severity === 'invalid')
  return {
    code: 'invalid-run',
    message: `${header.runId} is invalid${reason === undefined ? '' : `: ${reason.message}`}`,
    hint: reason?.hint ?? `infbench show ${header.runId} says why`,
  }
}

const importedFault = (runs: readonly GateRun[]): GateFault => ({
  code: 'imported-run',
  message: `${idsOf(runs)} came from another tool: neither its definitions nor its machine are known to be those of the others`,
  hint: 'measure both sides with infbench run',
})

const works = { workload: 'other-workload', dataset: 'other-dataset' } as const
const workWords = { workload: 'were asked different things', dataset: 'took their requests from different data' }

/** All runs of both sides must have been asked the same. */
export function workFaults(runs: readonly GateRun[]): GateFault[] {
  return (['workload', 'dataset'] as const).flatMap((area): GateFault[] => {
    const odd = oddOnes(runs, (run) => run.header.fingerprints[area])
    if (odd === null) return []
    const message = `the runs ${workWords[area]}: ${idsOf(odd.some)} against ${idsOf(odd.others)}`
    const hint = `infbench compare ${odd.others[0]?.header.runId} ${odd.some[0]?.header.runId} shows in what`
    return [{ code: works[area], message, hint }]
  })
}

/** The runs of one side must have measured one thing; a server that is started anew may listen elsewhere on the same host. */
export function targetFaults(sides: Sides): GateFault[] {
  return (['baseline', 'candidate'] as const).flatMap((side): GateFault[] => {
    const odd = oddOnes(sides[side], targetKey)
    if (odd === null) return []
    const message = `the runs of the ${side} measured different targets: ${targetKey(odd.others[0] as GateRun)} and ${targetKey(odd.some[0] as GateRun)}`
    return [{ code: 'other-target', message, hint: 'name runs of one model at one place for each side' }]
  })
}

/** Kind, model and host; the port is the start's to choose. */
function targetKey({ header: { target } }: GateRun): string {
  if (target.kind === 'engine') return `the engine with ${target.model}`
  const host = URL.canParse(target.url) ? new URL(target.url).hostname : target.url
  return `${target.model} at ${host}`
}
