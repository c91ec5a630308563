import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MockServer } from '../../src/selftest/mock/mock-server-process.ts'

/** The mock's API where it lists no models, so that a model name may say how to answer. */
export const anyModel = (mock: Pick<MockServer, 'origin'>) => `${mock.origin}/unlisted/v1`

const wordsTokenizer = fileURLToPath(new URL('../fixtures/words-tokenizer.json', import.meta.url))

export interface MockWorkloadOptions {
  readonly file?: string
  readonly model?: string
  readonly more?: string
  readonly arrival?: string
  readonly count?: number
  readonly slo?: string
  /** `server` asks the mock's /tokenize, which takes a second; default: a file of some words, one token each as the mock counts. */
  readonly tokenizer?: 'server' | 'words'
}

/** A workload of a second or so against a mock server: ten requests of 20 tokens in and 5 out at 20 a second. */
export async function writeMockWorkload(
  folder: string,
  url: string,
  options: MockWorkloadOptions = {},
): Promise<string> {
  const {
    file = 'chat.yaml',
    model = 'mock-ttft5-itl2',
    more = '',
    arrival = '{process: constant, rate: 20/s}',
    count = 10,
    slo = '{ttft: 200ms, tpot: 50ms}',
    tokenizer = 'words',
  } = options
  const sizes = tokenizer === 'words' ? `, tokenizer: {file: '${wordsTokenizer}'}` : ''
  const text = `target: {url: ${url}, model: ${model}${sizes}}
requests:
  source: {synthetic: {input: 20, output: 5}}
arrival: ${arrival}
count: ${count}
timeout: 30s
drain: 30s
slo: ${slo}
${more}`
  await writeFile(join(folder, file), text)
  return file
}
