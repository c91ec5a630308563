import { z } from 'zod'

const count = z.int().nonnegative()
const number = z.number().nullable()
const level = z.object({ mean: number, max: z.number() }).nullable()

/** The part of the run document on what the server told of itself. */
export const serverSchema = z
  .object({
    samples: count.describe('readings inside the window, one a second'),
    running: level.describe('requests in the batch'),
    waiting: level.describe('requests that wait for a place in it'),
    kvUsedShare: level.describe('share of the KV cache in use'),
    preemptions: number.describe('in the window'),
    promptTokens: number.describe('prompt tokens read in the window, of all clients'),
    generatedTokens: number.describe('output tokens made in the window, of all clients'),
    cachedTokens: number.describe('prompt tokens from a prefix cache in the window, of all clients'),
  })
  .describe('what the server told of itself at /metrics; null where it tells nothing')
