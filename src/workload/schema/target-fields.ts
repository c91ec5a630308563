import { z } from 'zod'
import { bytes, choice, integer, mapping, text } from './fields.ts'

const tokenizer = mapping({
  file: text('the path of a tokenizer.json').optional().describe('A tokenizer.json, relative to this file'),
  tiktoken: choice(['cl100k_base', 'o200k_base', 'p50k_base', 'r50k_base', 'gpt2'])
    .optional()
    .describe('An OpenAI encoding by name'),
}).refine((value) => (value.file === undefined) !== (value.tiktoken === undefined), {
  error: 'either file or tiktoken',
  params: { got: 'not exactly one' },
})

const engine = mapping(
  {
    model: text('a model such as synthetic:llama-15m')
      .default('synthetic:llama-15m')
      .describe(
        'A built-in model (synthetic:llama-15m, synthetic:llama-110m, synthetic:llama-1b) or a model file, relative to this file',
      ),
    threads: integer(1).optional().describe("Threads that compute; default: the engine's choice, one a physical core"),
    isa: text('an instruction set such as avx2')
      .optional()
      .describe('Instruction set of the kernels; default: the best this CPU has'),
    maxBatch: integer(1).optional().describe("Most sequences in one step; default: the engine's"),
    maxStepTokens: integer(1).optional().describe("Token budget of one step; default: the engine's"),
    contextLength: integer(1, 'a whole number of tokens')
      .optional()
      .describe("Longest prompt plus answer, in tokens; default: the model's"),
    kvCache: bytes().optional().describe("Memory for keys and values, such as 512MiB; default: the engine's"),
  },
  'a mapping such as {model: synthetic:llama-15m}',
)

const endpointKeys = ['url', 'model', 'apiKeyEnv', 'headers', 'tokenizer'] as const

/** What is measured: an OpenAI-compatible endpoint by its URL, or the bundled engine. */
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
    engine: engine.optional().describe('The bundled engine, started for the run, instead of a url'),
  },
  'a mapping with url, or with engine',
).superRefine((value, context) => {
  if (value.url !== undefined && value.engine !== undefined) {
    context.addIssue({ code: 'custom', path: ['url'], message: 'either url or engine', params: { got: 'both' } })
  }
  const loose = value.url === undefined ? endpointKeys.find((key) => wasGiven(value, key)) : undefined
  if (loose === undefined || value.url !== undefined) return
  const message = loose === 'model' && value.engine ? 'the model inside engine: {model: ...}' : `url beside ${loose}`
  context.addIssue({ code: 'custom', path: [loose], message, params: { got: 'none' } })
})

const wasGiven = (value: Readonly<Record<string, unknown>>, key: string) =>
  key === 'headers' ? Object.keys(value['headers'] ?? {}).length > 0 : value[key] !== undefined

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}
