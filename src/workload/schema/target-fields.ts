import { z } from 'zod'
import { engine } from './engine-fields.ts'
import { choice, flag, mapping, text } from './fields.ts'
import { start } from './start-fields.ts'

const tokenizer = mapping({
  file: text('the path of a tokenizer.json').optional().describe('A tokenizer.json, relative to this file'),
  tiktoken: choice(['cl100k_base', 'o200k_base', 'p50k_base', 'r50k_base', 'gpt2'])
    .optional()
    .describe('An OpenAI encoding by name'),
}).refine((value) => (value.file === undefined) !== (value.tiktoken === undefined), {
  error: 'either file or tiktoken',
  params: { got: 'not exactly one' },
})

const endpointKeys = ['model', 'apiKeyEnv', 'headers', 'tokenizer'] as const
/** What names the server; one of them. */
const places = ['url', 'start', 'engine'] as const

const metricsWords = 'true, false or a URL such as http://localhost:9090/metrics'
const metricsUrl = z.string({ error: metricsWords }).refine(isHttpUrl, { error: metricsWords })

/** What is measured: an OpenAI-compatible endpoint by its URL or by the command that starts it, or the bundled engine. */
export const target = mapping(
  {
    url: text('a base URL such as http://localhost:8000/v1')
      .refine(isHttpUrl, { error: 'a base URL such as http://localhost:8000/v1' })
      .optional()
      .describe('Base URL of an OpenAI-compatible server, up to and without /chat/completions'),
    model: text('the name of a model the server serves')
      .optional()
      .describe('Model to ask for; default: the first that the server lists'),
    apiKeyEnv: text('the name of an environment variable')
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of an environment variable such as OPENAI_API_KEY' })
      .optional()
      .describe('Environment variable that holds the API key (the key itself never stands in a file); default: no key'),
    headers: z
      .record(z.string(), z.string({ error: 'a text in quotes' }), { error: 'a mapping of header names to texts' })
      .default({})
      .describe('HTTP headers sent with every request'),
    tokenizer: tokenizer
      .optional()
      .describe("Sizes the prompts; default: the server's own /tokenize, else an assumed one (and the run says so)"),
    metrics: z
      .union([flag(), metricsUrl], { error: metricsWords })
      .optional()
      .describe(
        'Whether the server is asked for its metrics once a second, or the URL where it tells them; default: true, /metrics beside the API',
      ),
    start: start
      .optional()
      .describe('A server that a command starts for the run and that ends with it, instead of a url'),
    engine: engine.optional().describe('The bundled engine, started for the run, instead of a url'),
  },
  'a mapping with url, with start, or with engine',
).superRefine((value, context) => {
  const [place, rival] = places.filter((key) => value[key] !== undefined)
  if (place !== undefined && rival !== undefined) {
    const message = `either ${place} or ${rival}`
    context.addIssue({ code: 'custom', path: [place], message, params: { got: 'both' } })
  }
  const isEndpoint = value.url !== undefined || value.start !== undefined
  if (!isEndpoint && typeof value.metrics === 'string') {
    const params = { got: 'a URL' }
    context.addIssue({ code: 'custom', path: ['metrics'], message: 'true or false beside the engine', params })
  }
  const loose = isEndpoint ? undefined : endpointKeys.find((key) => wasGiven(value, key))
  if (loose === undefined) return
  const message = loose === 'model' && value.engine ? 'the model inside engine: {model: ...}' : `url beside ${loose}`
  context.addIssue({ code: 'custom', path: [loose], message, params: { got: 'none' } })
})

const wasGiven = (value: Readonly<Record<string, unknown>>, key: string) =>
  key === 'headers' ? Object.keys(value['headers'] ?? {}).length > 0 : value[key] !== undefined

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}
