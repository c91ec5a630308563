import { z } from 'zod'
import { mapping } from '../fields.ts'

/** Beyond this the threads of one process wait for each other. */
const mostWorkers = 64
const workersWords = `a whole number from 1 to ${mostWorkers}, or auto`

/** What a run sends its load with. */
export const load = mapping(
  {
    workers: z
      .union([z.int().min(1).max(mostWorkers), z.literal('auto')], { error: workersWords })
      .default(1)
      .describe(
        'Load generators, each with threads of its own for sending and for its sockets, that share one schedule and one clock; auto: one for every four cores, at most one for every 1000 requests/s or 500 users',
      ),
  },
  'a mapping such as {workers: 2}',
)
