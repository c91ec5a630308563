import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fileTokenizer } from '../../../src/clients/tokenizers/file-tokenizer.ts'
import { tiktokenTokenizer } from '../../../src/clients/tokenizers/tiktoken-tokenizer.ts'
import type { Tokenizer } from '../../../src/core/tokenizer.ts'
import { createPromptWriter } from '../../../src/workload/prompt/prompt-writer.ts'
import { findVocabulary } from '../../../src/workload/prompt/vocabulary.ts'
import { scoreBpeEncode, tokenizerOf } from '../../helpers/tokenizers.ts'

/** Real tokenizers of every family: each prompt, whatever its length, has exactly the tokens asked for. */
const shared = new URL('../../../../shared/data/', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'infbench-tokenizers-'))
const lengths = [1, 2, 3, 5, 8, 13, 21, 50, 100, 256, 1, 7, 400]

async function expectExact(tokenizer: Tokenizer, n: number): Promise<void> {
  const around = tokenizer.overhead.completion ?? 0
  const writer = await createPromptWriter(tokenizer, { seed: 3, unique: true, api: 'completions' })
  for (let index = 0; index < n; index++) {
    const inputTokens = around + (lengths[index % lengths.length] as number)
    const request = {
      index,
      inputTokens,
      outputTokens: 1,
      phase: 'measure',
      className: 'default',
      scheduledAt: 0,
    } as const
    const text = await writer.write(request)
    expect(text.trim(), 'a chat template would trim it').toBe(text)
    expect((await tokenizer.encode(text)).length + around).toBe(inputTokens)
  }
  expect(writer.notes).toEqual([])
}

test.each(['cl100k_base', 'o200k_base', 'gpt2'])('byte-level BPE of OpenAI: %s', async (encoding) => {
  const tokenizer = await tiktokenTokenizer(encoding)
  const { words, starts, exact } = await findVocabulary(tokenizer)
  expect({ exact, many: words.length > 500 && starts.length === 200 }).toEqual({ exact: true, many: true })
  await expectExact(tokenizer, 130)
})

const files: readonly (readonly [family: string, path: string, words: number])[] = [
  ['sentencepiece BPE (llama 2)', 'oracles/tokenizers/llama2-repaired.tokenizer.json.gz', 500],
  ['sentencepiece BPE (phi 3)', 'tokenizers/hf/phi-3-mini.tokenizer.json.gz', 500],
  ['byte-level BPE (llama 3)', 'oracles/tokenizers/llama3.tokenizer.json.gz', 500],
  ['byte-level BPE (gpt 2)', 'tokenizers/hf/gpt2.tokenizer.json.gz', 500],
  ['word pieces (MiniLM)', 'oracles/tokenizers/all-minilm-l6-v2.tokenizer.json.gz', 500],
  ['a BPE of 460 tokens in the style of gemma', 'oracles/tokenizers/tiny-gemma-style.tokenizer.json', 2],
  ['a BPE of 323 tokens without a post-processor', 'tokenizers/hf/mini_llama.tokenizer.json', 2],
]

for (const [family, path, words] of files) {
  const url = new URL(path, shared)
  test.skipIf(!existsSync(url))(`${family} (needs ../shared/data/${path})`, async () => {
    const bytes = readFileSync(url)
    const file = join(folder, path.replace(/^.*\//, '').replace('.gz', ''))
    writeFileSync(file, path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    const tokenizer = await fileTokenizer(file)
    expect((await findVocabulary(tokenizer)).words.length).toBeGreaterThanOrEqual(words)
    await expectExact(tokenizer, 65)
  })
}

const tok512 = new URL('weights/stories260K/tok512.bin', shared)
test.skipIf(!existsSync(tok512))('a score BPE of 512 tokens (needs ../shared/data/weights)', async () => {
  const encode = scoreBpeEncode(readFileSync(tok512))
  expect(encode('Once upon a time').slice(0, 3)).toEqual([403, 407, 261]) // as greedy_reference.json begins
  const tokenizer = tokenizerOf(encode, { chat: null, completion: 1 })
  const { words, exact } = await findVocabulary(tokenizer)
  expect({ exact, many: words.length > 30 }).toEqual({ exact: true, many: true })
  await expectExact(tokenizer, 26)
})
