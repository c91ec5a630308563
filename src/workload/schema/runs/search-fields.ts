import { z } from 'zod'
import { choice, integer, mapping, positive } from '../fields.ts'

const shareWords = 'a share above 0 and below 1 such as 0.9'
const share = () => z.number({ error: shareWords }).gt(0, { error: shareWords }).lt(1, { error: shareWords })

const searchWords = 'a mapping such as {metric: goodput, attainment: 0.9}'

/** A search for the highest load under service levels. */
export const search = z
  .union(
    [
      mapping(
        {
          metric: choice(['goodput']).default('goodput').describe('What is to be as high as can be'),
          attainment: share().default(0.9).describe('Share of requests that must meet every service level'),
          from: positive('a rate or number of users').optional().describe("First level; default: the workload's own"),
          least: positive('a rate or number of users')
            .optional()
            .describe('No level below; default: a 64th of the first, or 1 user'),
          most: positive('a rate or number of users')
            .optional()
            .describe('No level above; default: 1024 times the first'),
          tolerance: share().default(0.05).describe('Ends when the levels that held and failed are this near'),
          runs: integer(1, 'a whole number of runs').default(16).describe('Runs at most'),
        },
        searchWords,
      ),
      z.null(),
    ],
    { error: searchWords },
  )
  .optional()
  .describe(
    'Runs the workload at rates (or with users) found by bracketing and bisection, for the highest goodput; null or default: no search',
  )
