import type { Refusal } from '../../scheduler/scheduler.ts'
import type { KernelReport } from '../../telemetry/kernel-report.ts'
import type { EngineFacts } from '../setup/engine-facts.ts'
import type { GenerationRequest } from '../generation-request.ts'

/** HTTP thread to engine thread. */
export type ToEngine =
  | { readonly kind: 'submit'; readonly request: GenerationRequest }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'kernels' }
  | { readonly kind: 'close' }

/** Engine thread to HTTP thread. `kernels`: the answer to a message of that kind, in order. `tokens`: one message per step, triplets as in `TokenEvents`. */
export type FromEngine =
  | { readonly kind: 'ready'; readonly facts: EngineFacts }
  | { readonly kind: 'tokens'; readonly events: Int32Array }
  | { readonly kind: 'kernels'; readonly phases: KernelReport['phases'] }
  | { readonly kind: 'refused'; readonly id: number; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly error: WireError }

/** An error that survives the way between threads. */
export interface WireError {
  readonly kind: string
  readonly message: string
  readonly hint: string | undefined
}
