import { z } from 'zod'

const count = z.int().nonnegative()
const number = z.number().nullable()
const statistics = {
  n: count,
  mean: number,
  min: number,
  max: number,
  p50: number,
  p90: number,
  p95: number,
  p99: number,
}

const turn = z.object({
  from: z.int().positive().describe('first turn of the group, counted from 1'),
  to: z.int().positive(),
  ...{ requests: count, completed: count, ttftMs: z.object(statistics), e2eMs: z.object(statistics) },
  inputTokens: number.describe('mean prompt tokens'),
  cachedShare: number.describe('share of prompt tokens from a prefix cache; null where the server does not say'),
})

/** The part of the run document on sessions. */
export const sessionsSchema = z
  .object({
    begun: count.describe('sessions of which a call was measured'),
    broken: count.describe('sessions that a failure ended'),
    promptsOff: z
      .object({ calls: count, meanTokens: z.number(), mostTokens: count })
      .optional()
      .describe(
        'calls after the first of their session whose prompt the server counted with more or fewer tokens than asked, by how many: in a prompt an answer has other tokens than it was made of, or it was shorter than asked; absent: none',
      ),
    calls: z.object(statistics).describe('measured calls of a session'),
    turns: z.array(turn).describe('by the number of calls that came before; late turns in groups that double'),
  })
  .describe('null where no request was a call of a session')
