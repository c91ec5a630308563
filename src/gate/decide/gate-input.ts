import type { RunHeader } from '../../core/run-header.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import type { GateFault } from '../comparable/gate-fault.ts'
import type { GatePolicy } from '../policy/gate-policy.ts'

/** A run as the gate sees it: its header, and its summary made from its requests. */
export interface GateRun {
  readonly header: RunHeader
  readonly document: RunDocument
}

/** Two runs that were sent the same prompts at the same times. */
export interface GatePair {
  readonly baseline: GateRun
  readonly candidate: GateRun
  /** Which ran first: `AB` the baseline. */
  readonly order: 'AB' | 'BA'
  /** Of their prompts and arrivals; null where their plans tell none. */
  readonly seed: number | null
}

/** What every verdict says of itself. */
export interface GateFacts {
  readonly policy: GatePolicy
  /** Of this gate. */
  readonly id: string
  readonly createdAtMs: number
  readonly infbenchVersion: string
}

/** All there is to decide on. */
export interface PairedInput extends GateFacts {
  readonly pairs: readonly GatePair[]
  /** Runs that have no partner. */
  readonly unpaired: { readonly baseline: readonly GateRun[]; readonly candidate: readonly GateRun[] }
  /** What was found wrong while the pairs were made. */
  readonly faults: readonly GateFault[]
  /** The gate made the pairs itself one after the other, so that their order is known without the clock. */
  readonly inTurns: boolean
  /** Which of the policy's looks this is, from 1; 1 where there is one. */
  readonly look: number
}

/** Runs of the past and the newest one or two, all oldest first. */
export interface HistoryInput extends GateFacts {
  readonly past: readonly GateRun[]
  readonly candidate: readonly GateRun[]
}
