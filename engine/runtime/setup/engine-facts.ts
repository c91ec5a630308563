import type { SchedulerLimits } from '../../scheduler/scheduler.ts'

/** What a running engine says of itself. */
export interface EngineFacts {
  readonly model: string
  readonly aliases: readonly string[]
  readonly parameters: number
  readonly vocabSize: number
  readonly isa: string
  readonly threads: number
  readonly limits: SchedulerLimits
  readonly kvBlocks: number
  readonly blockTokens: number
  readonly weightBytes: number
  readonly kvBytes: number
  readonly scratchBytes: number
}
