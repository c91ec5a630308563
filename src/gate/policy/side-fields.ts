import { z } from 'zod'
import { duration, integer, mapping, text } from '../../workload/schema/fields.ts'
import { target } from '../../workload/schema/target-fields.ts'

/** Keys of a side that are a workload's `target`; laid over the workload's own. */
export const targetKeys = ['url', 'model', 'apiKeyEnv', 'headers', 'tokenizer', 'metrics', 'engine'] as const
/** Keys that name stored runs. */
export const storedKeys = ['runs', 'group', 'tag', 'project', 'baseline'] as const
const startKeys = ['build', 'rev', 'folder', 'port', 'ready', 'readyWithin', 'api', 'env'] as const
/** Of `targetKeys`, what says something of an endpoint only. */
const endpointKeys = ['model', 'apiKeyEnv', 'headers', 'tokenizer'] as const

const path = (example: string) => {
  const error = `a path such as ${example}`
  return text(error).startsWith('/', { error }).optional()
}

const startFields = {
  start: text('a command such as npm start -- --port {port}')
    .optional()
    .describe('Shell command that starts the server anew for each run; {port} in it is the port'),
  build: text('a command such as npm ci').optional().describe('Shell command run once in a fresh checkout of rev'),
  rev: text('a git revision such as main')
    .optional()
    .describe('Git revision, checked out apart; default: the folder as it is'),
  folder: text('the path of a folder')
    .optional()
    .describe("Where it is started, relative to this file; default: this file's folder"),
  port: z
    .union([z.literal('auto'), integer(1, 'a port', 65_535)], { error: 'auto or a port such as 8000' })
    .optional()
    .describe('Port the server listens on; default: auto, a free one'),
  ready: path('/health').describe('Path that answers 2xx once the server is up; default: /health'),
  readyWithin: duration('2m').optional().describe('How long it may take to be up; default: 2m'),
  api: path('/v1').describe('Path of its OpenAI-compatible API; default: /v1'),
  env: z
    .record(z.string(), z.string({ error: 'a text in quotes' }), { error: 'a mapping of names to texts' })
    .optional()
    .describe('Environment variables of the server, beside those of infbench'),
}

const storedFields = {
  runs: z
    .array(text('a run id'), { error: 'a list of run ids' })
    .min(1, { error: 'a list of at least one run id' })
    .optional()
    .describe('Stored runs by their ids'),
  group: text('a group of runs').optional().describe('Stored runs of a group (infbench list --groups)'),
  tag: text('a tag').optional().describe('Stored runs of a tag'),
  project: text('a project').optional().describe('Stored runs of a project'),
  baseline: text('the name of a baseline').optional().describe('Stored runs of a baseline (infbench baseline)'),
}

const forms = ['url', 'engine', 'start', ...storedKeys] as const
const formWords = `one of ${forms.join(', ')}`

/** One of the two sides, in one of its forms. */
export const side = mapping(
  {
    label: text('a name for people').optional().describe('What reports call this side; default: what it is'),
    ...target.shape,
    ...startFields,
    ...storedFields,
  },
  `a mapping with ${formWords}`,
).superRefine((value, context) => {
  const has = (key: string) => isGiven((value as Readonly<Record<string, unknown>>)[key])
  const complain = (at: string[], message: string, got: string) =>
    context.addIssue({ code: 'custom', path: at, message, params: { got } })
  const [first, second] = forms.filter(has)
  if (first === undefined) return complain([], formWords, 'none of them')
  if (second !== undefined) return complain([second], `either ${first} or ${second}`, 'both')
  const loose = first === 'start' ? undefined : startKeys.find(has)
  if (loose !== undefined) return complain([loose], `start beside ${loose}`, first)
  if (first === 'start' && has('build') && !has('rev'))
    return complain(['build'], 'rev beside build, which is run in a fresh checkout', 'none')
  const foreign = first === 'engine' ? endpointKeys.find(has) : isStored(first) ? targetKeys.find(has) : undefined
  if (foreign === undefined) return
  if (first !== 'engine') complain([foreign], `nothing but a label beside ${first}`, foreign)
  else complain([foreign], foreign === 'model' ? 'the model inside engine: {model: ...}' : 'a url', 'engine')
})

const isStored = (key: string) => storedKeys.some((stored) => stored === key)

/** A mapping that the schema fills in empty was not given. `engine: {}` was: its model is filled in. */
const isGiven = (value: unknown) =>
  value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0)

export type SideFields = z.output<typeof side>
