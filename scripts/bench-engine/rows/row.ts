import type { EngineChanges } from '../runners/commands.ts'
import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'

/** Which of our engine's models runs: reference, weights and KV cache. */
export interface EngineSetting {
  readonly model: 'llama-1b' | 'llama-110m'
  readonly quant: 'int4' | 'int8' | 'bf16'
  readonly kv: 'bf16' | 'int8'
}

/** Files of llama.cpp by quantisation, and OpenVINO's int4. */
export type PeerName = 'llama.cpp q4_0' | 'llama.cpp q4_k_m' | 'llama.cpp q8_0' | 'llama.cpp bf16' | 'openvino'

/** A rate of the machine that a row may be held against. */
export type PeakName = 'int8' | 'bf16' | 'f32' | 'read'

/** At least this share of a peak, by FLOP (arithmetic) or bytes (read) of the plan's own formulas. */
export interface ShareBar {
  readonly of: PeakName
  /** Null: told, not judged. */
  readonly bar: number | null
}

/** A whole step of ours against whole steps of peers, tokens per second. */
export interface StepRow {
  readonly kind: 'steps'
  readonly name: string
  readonly ours: EngineSetting
  readonly shape: StepShape
  readonly peers: readonly PeerName[]
  /** Ours over the best peer, at least. */
  readonly bar: number
  readonly share?: ShareBar
  /** Ours in another setting, in the same turns; ours must be faster than that. */
  readonly against?: { readonly title: string; readonly setting: EngineSetting }
  /** Also part of the short study. */
  readonly quick?: true
}

/** One kernel's nodes in steps of ours, against a peak. */
export interface KernelRow {
  readonly kind: 'kernel'
  readonly name: string
  readonly ours: EngineSetting
  readonly changes: EngineChanges
  /** Names of the plan nodes. */
  readonly nodes: RegExp
  readonly shape: StepShape
  readonly of: PeakName
  /** Null: told, not judged. */
  readonly bar: number | null
  /** Where a core has two 512-bit units for dot products of bytes. */
  readonly barOfTwoUnits?: number
  /** Where the CPU has no instruction that `of` names. */
  readonly orElse?: ShareBar
}

/** One line of the table and of the JSON document. `ok` null: there is nothing to hold it against. */
export interface ResultRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly peer: string | null
  readonly peerValue: number | null
  readonly ratio: number | null
  readonly bar: number | null
  readonly ok: boolean | null
  /** What the row took, and what stands behind its figures. */
  readonly seconds?: number
  readonly details?: Readonly<Record<string, unknown>>
}
