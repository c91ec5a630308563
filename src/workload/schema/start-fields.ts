import { z } from 'zod'
import { choice, duration, integer, mapping, text } from './fields.ts'

const highestPort = 65_535
const path = (example: string) =>
  text(`a path such as ${example}`).regex(/^\//, { error: `a path that begins with /, such as ${example}` })

/** A server that is started for the run by a command of the user's and ended with it. */
export const start = mapping(
  {
    command: text("a command such as './server --port {port}'").describe(
      'What a POSIX shell runs; {port} stands for the port, which is in the environment as PORT too',
    ),
    folder: text('a folder').default('.').describe('Where the command runs, relative to this file'),
    port: z
      .union([choice(['auto']), integer(1, 'auto or a port', highestPort)], {
        error: `auto or a port from 1 to ${highestPort}`,
      })
      .default('auto')
      .describe('Where the server is to listen; auto: a free port, another one for each run'),
    ready: path('/health')
      .optional()
      .describe('Path that answers 2xx once the server can be asked; default: its list of models'),
    api: path('/v1').default('/v1').describe('Where its API begins'),
    within: duration('5m').default('5m').describe('How long the server may take to be ready'),
    environment: z
      .record(z.string(), z.string({ error: 'a text in quotes' }), { error: 'a mapping of names to texts' })
      .default({})
      .describe("Environment variables of the command, beside infbench's own"),
  },
  "a mapping such as {command: './server --port {port}'}",
)
