import type { Table } from './column.ts'
import type { ExportedRequest } from './request-table.ts'

/** One arrival of tokens. */
export interface ExportedEvent {
  readonly runId: string
  readonly position: number
  readonly phase: 'warmup' | 'measure'
  readonly event: number
  readonly at: number
  readonly tokens: number
}

/** A row per token-bearing event of every answer. */
export const eventTable: Table<ExportedEvent> = {
  name: 'events',
  row: 'event of an answer that brought tokens',
  columns: [
    { name: 'run_id', type: 'text', unit: null, meaning: 'the run it belongs to', of: ({ runId }) => runId },
    {
      ...{ name: 'position', type: 'integer', unit: null, meaning: 'position of its request' },
      of: ({ position }) => position,
    },
    { name: 'phase', type: 'text', unit: null, meaning: 'warmup or measure', of: ({ phase }) => phase },
    { name: 'event', type: 'integer', unit: null, meaning: 'number in its answer, from 0', of: ({ event }) => event },
    {
      ...{ name: 'arrived_at', type: 'integer', unit: 'ns', of: ({ at }) => Math.round(at) },
      meaning: "arrival since the run's start; events of one socket read share it",
    },
    { name: 'tokens', type: 'integer', unit: 'tokens', meaning: 'tokens it carried', of: ({ tokens }) => tokens },
  ],
}

/** The events of requests, one at a time: of ten million no more than one answer's are in memory. */
export function* eventsOf(requests: Iterable<ExportedRequest>): Generator<ExportedEvent> {
  for (const { runId, record } of requests) {
    const { at, tokens } = record.events
    for (let event = 0; event < at.length; event++)
      yield {
        ...{ runId, position: record.index, phase: record.phase, event },
        at: at[event] as number,
        tokens: tokens[event] as number,
      }
  }
}
