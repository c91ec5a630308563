import type { RequestRecord } from '../../core/request-record.ts'
import type { WorkerTelemetry } from '../../core/run-header.ts'
import type { PlannedSession } from '../../workload/sessions/planned-session.ts'
import type { RunPlan } from '../../workload/run-plan.ts'
import type { LoadEnd } from '../run-load.ts'
import type { Said } from '../sessions/session-writer.ts'
import type { Lane } from './lane.ts'
import type { PackedRequests } from './dealing/packed-requests.ts'

/** What a worker knows from its beginning. */
export interface WorkerStart {
  readonly plan: RunPlan
  readonly lane: Lane
  /** Requests of the whole schedule; null: it has no end of its own. */
  readonly planned: number | null
  /** Whether requests are calls of sessions. */
  readonly playsSessions: boolean
  /** The hrtime instant at which the clock of the run reads zero. */
  readonly originNs: bigint
  /** Of `shared-counts.ts`. */
  readonly counts: SharedArrayBuffer
  readonly endpoint: Endpoint
  readonly rehearsed: boolean
  /** Whether answers without usage are counted by the target's own tokenizer, which the main thread has. */
  readonly countsText: boolean
}

/** Where requests go and what carries them. */
export interface Endpoint {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly streamed: boolean
  readonly transport?: string | undefined
}

/** A call by its place. */
export interface CallPlace {
  readonly session: number
  readonly position: number
}

/** From a worker. */
export type WorkerMessage =
  /** So many more requests (or sessions) find room. */
  | { readonly kind: 'want'; readonly count: number }
  /** Bodies are there, connections open, code warm; requests are handed over so long before they are due. */
  | { readonly kind: 'ready'; readonly earlyNs: number }
  | { readonly kind: 'records'; readonly records: readonly RequestRecord[] }
  /** The last measured call of the run was taken here. */
  | { readonly kind: 'full' }
  | { readonly kind: 'draft'; readonly call: CallPlace }
  | { readonly kind: 'finish'; readonly id: number; readonly call: CallPlace; readonly before: SaidThere | null }
  | { readonly kind: 'forget'; readonly session: number }
  | { readonly kind: 'count'; readonly id: number; readonly text: string }
  | { readonly kind: 'end'; readonly end: LoadEnd; readonly worker: WorkerTelemetry }
  | { readonly kind: 'fault'; readonly message: string; readonly hint?: string | undefined }

/** What a call was answered; what it asked is known by its position. */
export interface SaidThere {
  readonly position: number
  readonly reply: Said['reply']
  readonly counted: Said['counted']
}

/** To a worker. */
export type MainMessage =
  /** Somebody listens. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'requests'; readonly packed: PackedRequests }
  | { readonly kind: 'sessions'; readonly sessions: readonly PlannedSession[] }
  /** All that is this worker's has been handed out. */
  | { readonly kind: 'dealt' }
  | { readonly kind: 'go'; readonly zeroAt: number }
  | { readonly kind: 'halt'; readonly how: 'stop' | 'enough' | 'abort' }
  | { readonly kind: 'full' }
  | { readonly kind: 'finished'; readonly id: number; readonly packed: PackedRequests }
  /** Null: it could not be counted. */
  | { readonly kind: 'counted'; readonly id: number; readonly ids: readonly number[] | null }
