import { z } from 'zod'
import { duration, integer, mapping, text } from '../../workload/schema/fields.ts'
import { target } from '../../workload/schema/target-fields.ts'

/** Keys of a side that are a workload's `target`; laid over the workload's own. */
export const targetKeys = ['url', 'model', 'apiKeyEnv', 'headers', 'tokenizer', 'metrics', 'engine'] as const
/** Keys of a server that is started. */
export const startKeys = ['start', 'build', 'rev', 'folder', 'port', 'ready', 'readyWithin', 'api', 'env'] as const
/** Keys that name stored runs. */
export const storedKeys = ['runs', 'group', 'tag', 'project', 'baseline'] as const

const sideWords = 'a mapping with url, engine, start, or with runs, group, tag, project or baseline'

/** One of the two sides, in one of its forms. */
export const side = mapping(
  {
    label: text('a name for people').optional().describe('What reports call this side; default: what it is'),
    ...target.shape,
    start: text('a command such as npm start -- --port {port}')
      .optional()
      .describe('Shell command that starts the server for each run; {port} in it is the port'),
    build: text('a command such as npm ci').optional().describe('Shell command run once in a checkout of rev'),
    rev: text('a git revision such as main').optional().describe('Git revision that is checked out beside the folder; default: the folder as it is'),
    folder: text('the path of a folder').optional().describe("Where it is started, relative to this file; default: this file's folder"),
    port: z
      .union([z.literal('auto'), integer(1, 'a port', 65_535)], { error: 'auto or a port such as 8000' })
      .optional()
      .describe('Port the server listens on; default: auto, a free one'),
    ready: text('a path such as /health').startsWith('/', { error: 'a path such as /health' }).optional().describe('Path that answers 2xx once the server is up; default: /health'),
    readyWithin: duration('2m').optional().describe('How long it may take to be up; default: 2m'),
    api: text('a path such as /v1').startsWith('/', { error: 'a path such as /v1' }).optional().describe('Path of its OpenAI-compatible API; default: /v1'),
    env: z
      .record(z.string(), z.string({ error: 'a text in quotes' }), { error: 'a mapping of names to texts' })
      .optional()
      .describe('Environment variables of the started server, beside those of infbench'),
    runs: z
      .array(text('a run id'), { error: 'a list of run ids' })
      .min(1, { error: 'a list of at least one run id' })
      .optional()
      .describe('Stored runs by their ids'),
    group: text('a group of runs').optional().describe('Stored runs of a group (infbench list --groups)'),
    tag: text('a tag').optional().describe('Stored runs of a tag'),
    project: text('a project').optional().describe('Stored runs of a project'),
    baseline: text('the name of a baseline').optional().describe('Stored runs of a baseline (infbench baseline)'),
  },
  sideWords,
).superRefine((value, context) => {
  const given = (keys: readonly string[]) =>
    keys.filter((key) => (value as Readonly<Record<string, unknown>>)[key] !== undefined && !isEmpty((value as Readonly<Record<string, unknown>>)[key]))
  const forms = [...given(['url', 'engine', 'start']), ...given(storedKeys)]
  const complain = (path: string[], message: string, got: string) =>
    context.addIssue({ code: 'custom', path, message, params: { got } })
  if (forms.length === 0) complain([], `one of url, engine, start, ${storedKeys.join(', ')}`, 'none of them')
  const [first, second] = forms
  if (second !== undefined) complain([second], `either ${first} or ${second}`, 'both')
  const loose = forms.includes('start') ? undefined : given(startKeys)[0]
  if (loose !== undefined && forms.length === 1) complain([loose], `start beside ${loose}`, `${first}`)
  const foreign = storedKeys.some((key) => key === first) ? given(targetKeys)[0] : undefined
  if (foreign !== undefined && second === undefined) complain([foreign], `nothing but label beside ${first}`, foreign)
  if (first === 'engine' && second === undefined) {
    const beside = given(['model', 'apiKeyEnv', 'headers', 'tokenizer'])[0]
    if (beside !== undefined) complain([beside], beside === 'model' ? 'the model inside engine: {model: ...}' : `url beside ${beside}`, 'engine')
  }
  if (value.start !== undefined && value.rev === undefined && value.build !== undefined)
    complain(['build'], 'rev beside build, since a build is run in a fresh checkout', 'none')
})

const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0

export type SideFields = z.output<typeof side>
