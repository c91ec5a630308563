import { z } from 'zod'
import { choice, flag, integer, mapping, positive, text } from './fields.ts'
import { sessionPlay } from './session-fields.ts'
import { slo } from './slo-fields.ts'
import { source } from './source-fields.ts'

const requestClass = mapping(
  {
    name: text('a name such as chat')
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, { error: 'a name of letters, digits, dots, dashes and underscores' })
      .describe('Name in reports'),
    share: positive('a share of the requests')
      .default(1)
      .describe('Weight among the classes; weights need not sum to 1'),
    source: source.optional().describe('Own source; default: that of all requests'),
    slo: slo.optional().describe("Own thresholds, put over the workload's"),
  },
  'a mapping such as {name: chat, share: 0.8}',
)

/** Body fields that are made from the workload and so cannot be given twice. */
const ownBodyFields = ['model', 'messages', 'prompt', 'stream', 'max_tokens']
const bodyWords = 'fields to add to every request body such as {temperature: 0}'

export const requests = mapping({
  source: source.prefault({ distribution: 'azure-conv-2023' }).describe('Where lengths come from'),
  classes: z
    .array(requestClass, { error: 'a list of classes such as [{name: chat, share: 0.8}, {name: code, share: 0.2}]' })
    .min(1, { error: 'at least one class' })
    .superRefine(refuseTwins)
    .optional()
    .describe('A mix of request classes with their own sources and thresholds; default: one class called default'),
  skipBadRows: flag()
    .default(false)
    .describe('Leave out rows that cannot be read, of every file that the workload names, and count them'),
  api: choice(['chat', 'completions']).default('chat').describe('Which of the two OpenAI APIs to call'),
  stream: flag().default(true).describe('Stream answers (needed for TTFT and ITL)'),
  contextLimit: mapping({
    tokens: integer(2, 'a whole number of tokens')
      .optional()
      .describe("Longest prompt plus answer; default: the target's own context"),
    rule: choice(['scale', 'clip', 'drop'])
      .default('scale')
      .describe(
        'What to do with longer requests: scale all lengths of the source by one factor (recorded texts are clipped), clip the prompt, or drop the request',
      ),
  })
    .prefault({})
    .describe('What happens to requests that exceed the context'),
  uniquePrompts: flag()
    .default(true)
    .describe(
      'Start every prompt differently, so that no prefix cache is hit by accident; recorded texts and traces that tell what prompts share keep to what was recorded',
    ),
  ignoreEos: flag()
    .optional()
    .describe(
      'Ask for exactly the drawn output length (ignore_eos, min_tokens; vLLM, SGLang and the bundled engine know them); default: true for the bundled engine, else false',
    ),
  sessions: sessionPlay
    .optional()
    .describe("How sessions are played (beside a source of sessions); default: each with the target's own answers"),
  body: z
    .record(z.string(), z.unknown(), { error: bodyWords })
    .superRefine((body, context) => {
      for (const key of ownBodyFields.filter((name) => name in body)) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: 'a field that the workload does not set itself',
          params: { got: key },
        })
      }
    })
    .default({})
    .describe('Fields merged into every request body, such as temperature'),
})

function refuseTwins(classes: readonly { readonly name: string }[], context: z.RefinementCtx): void {
  for (const [i, { name }] of classes.entries()) {
    if (classes.findIndex((other) => other.name === name) === i) continue
    context.addIssue({ code: 'custom', path: [i, 'name'], message: 'a name that no other class has' })
  }
}
