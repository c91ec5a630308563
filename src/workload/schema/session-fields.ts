import { z } from 'zod'
import { pause } from './arrival/pause-fields.ts'
import { choice, duration, integer, mapping, text } from './fields.ts'
import { length } from './length-fields.ts'

const fanOut = mapping(
  {
    share: z
      .number({ error: 'a share from 0 to 1' })
      .min(0, { error: 'a share from 0 to 1' })
      .max(1, { error: 'a share from 0 to 1' })
      .describe('Share of calls that are followed by agents'),
    calls: length.default(3).describe('Agents that work at once'),
  },
  'a mapping such as {share: 0.1, calls: 3}',
)

const drawn = mapping(
  {
    turns: length.default(10).describe('Calls of a session, those of agents apart'),
    start: length.default(2000).describe("Tokens of the first prompt, without what is shared; also of an agent's"),
    input: length
      .default(500)
      .describe('Tokens that each later call adds to what was said: words of a user, results of tools'),
    output: length.default(200).describe('Tokens of an answer'),
    shared: integer(0, 'a whole number of tokens')
      .default(0)
      .describe('Tokens that all sessions begin with: a system prompt, descriptions of tools'),
    gap: pause.default('0s').describe('From an answer to the next call: tools at work, reading, typing'),
    fanOut: fanOut.optional().describe('Calls that hand work to agents, whom the next call waits for; default: none'),
  },
  'the path of a trace, or a mapping such as {turns: 10, start: 2000, input: 500, output: 200}',
)

/** Sessions of a file, or drawn. */
export const sessions = z.union([text('the path of a trace'), drawn], {
  error: 'the path of a trace, or a mapping such as {turns: 10, start: 2000, input: 500, output: 200}',
})

/** How sessions are played, whatever they come from. */
export const sessionPlay = mapping(
  {
    history: choice(['model', 'recorded'])
      .default('model')
      .describe("What earlier answers a prompt holds: the target's own, or those recorded (or written) in their place"),
    gap: pause.default('0s').describe('Wait before calls of a trace that does not tell it'),
    longestGap: duration('60s').optional().describe('Longer waits of a trace are cut to this; default: none is'),
    connection: choice(['any', 'own'])
      .default('any')
      .describe('own: the calls of a session keep to a connection of their own'),
    header: text('the name of a header such as x-session-id')
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'the name of a header such as x-session-id' })
      .optional()
      .describe("Header that carries the session's name, for routers; default: none"),
    field: text('the name of a body field such as user')
      .optional()
      .describe("Body field that carries the session's name, such as user or session_id; default: none"),
  },
  'a mapping such as {history: model, connection: own}',
)
