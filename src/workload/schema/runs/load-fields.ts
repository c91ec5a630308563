import { z } from 'zod'
import { integer, mapping } from '../fields.ts'

/** Beyond this the threads of one process wait for each other. */
const mostWorkers = 64
const workersWords = `a whole number from 1 to ${mostWorkers}, or auto`
const workers = z
  .union([z.literal('auto'), z.int()], { error: workersWords })
  .refine((value) => value === 'auto' || (value >= 1 && value <= mostWorkers), { error: workersWords })

/** What a run sends its load with. */
export const load = mapping(
  {
    workers: workers
      .default(1)
      .describe(
        'Load generators, each with threads of its own for sending and for its sockets, that share one schedule and one clock; auto: one for every four cores, at most one for every 1000 requests/s or 500 users',
      ),
    pipelining: integer(1, 'a whole number of requests')
      .default(1)
      .describe(
        'Requests under way at once on each connection of driver autocannon; the users of arrival are divided among so many fewer connections',
      ),
    vus: integer(1, 'a whole number of virtual users')
      .optional()
      .describe(
        'Virtual users of driver k6 that share an open loop; default: as many as requests come due in any ten seconds, at most 1000',
      ),
  },
  'a mapping such as {workers: 2}',
)
