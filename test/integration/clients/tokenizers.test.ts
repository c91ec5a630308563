import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fileTokenizer } from '../../../src/clients/tokenizers/file-tokenizer.ts'
import { tiktokenTokenizer } from '../../../src/clients/tokenizers/tiktoken-tokenizer.ts'
import type { Tokenizer } from '../../../src/core/tokenizer.ts'

/** Real tokenizers give the ids that the reference libraries give, on texts chosen to tell them apart. */
const shared = new URL('../../../../shared/data/', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'infbench-tokenizers-'))

interface Expected {
  readonly cases: readonly {
    readonly label: string
    readonly ids: readonly number[]
    readonly idsWithSpecial?: readonly number[]
  }[]
}

const read = (path: string) => {
  const bytes = readFileSync(new URL(path, shared))
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}
const json = (path: string): unknown => JSON.parse(read(path).toString('utf8'))

async function disagreements(tokenizer: Tokenizer, expectedPath: string): Promise<string[]> {
  const corpus = json('oracles/tokenizers/corpus.json') as readonly { readonly label: string; readonly text: string }[]
  const texts = new Map(corpus.map(({ label, text }) => [label, text]))
  const { cases } = json(expectedPath) as Expected
  expect(cases.length).toBeGreaterThan(100)
  const wrong: string[] = []
  for (const { label, ids } of cases) {
    const got = await tokenizer.encode(texts.get(label) as string)
    if (got.join() !== ids.join()) wrong.push(label)
  }
  return wrong
}

const files = [
  { name: 'llama2-repaired', path: 'oracles/tokenizers/llama2-repaired.tokenizer.json.gz', bos: 1 },
  { name: 'llama3', path: 'oracles/tokenizers/llama3.tokenizer.json.gz', bos: 1 },
  { name: 'gpt2', path: 'tokenizers/hf/gpt2.tokenizer.json.gz', bos: 0 },
  { name: 'phi-3-mini', path: 'tokenizers/hf/phi-3-mini.tokenizer.json.gz', bos: 0 },
  { name: 'all-minilm-l6-v2', path: 'oracles/tokenizers/all-minilm-l6-v2.tokenizer.json.gz', bos: 2 },
  { name: 'tiny-gemma-style', path: 'oracles/tokenizers/tiny-gemma-style.tokenizer.json', bos: 1 },
]

for (const { name, path, bos } of files) {
  test.skipIf(!existsSync(new URL(path, shared)))(
    `${name} encodes as its own library does (needs ../shared/data/${path})`,
    async () => {
      const file = join(folder, `${name}.json`)
      writeFileSync(file, read(path))
      const tokenizer = await fileTokenizer(file)
      expect(tokenizer).toMatchObject({
        name: `file:${name}.json`,
        fidelity: 'target',
        overhead: { chat: null, completion: bos },
      })
      expect(await disagreements(tokenizer, `oracles/tokenizers/${name}.expected.json.gz`)).toEqual([])
    },
  )
}

const unigram = 'oracles/tokenizers/tiny-unigram.tokenizer.json'
test.skipIf(!existsSync(new URL(unigram, shared)))(
  `a kind the library does not know is refused (needs ../shared/data/${unigram})`,
  async () => {
    const file = join(folder, 'unigram.json')
    writeFileSync(file, read(unigram))
    await expect(fileTokenizer(file)).rejects.toMatchObject({
      code: 'source.unreadable',
      message: `${file}: expected a tokenizer.json of a known kind, got Unknown Normalizer type: Nmt`,
    })
  },
)

const cl100k = 'oracles/tokenizers/cl100k.expected.json.gz'
test.skipIf(!existsSync(new URL(cl100k, shared)))(
  `cl100k_base encodes as tiktoken does, but takes special tokens for text (needs ../shared/data/${cl100k})`,
  async () => {
    expect(await disagreements(await tiktokenTokenizer('cl100k_base'), cl100k)).toEqual([
      'special-text',
      'special-adjacent',
    ])
  },
)
