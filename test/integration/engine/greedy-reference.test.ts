import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { passNames } from '../../../engine/compiler/compile.ts'
import { llama2cTokenizer } from '../../../engine/tokenizer/llama2c-tokenizer.ts'
import { engineProcess } from '../../helpers/engine-process.ts'
import type { GreedyReference } from '../../helpers/stories.ts'
import { stories } from '../../helpers/stories.ts'

const { isas } = loadNativeBackend()
const needs = '(needs ../shared/data/weights/stories260K)'

async function generate(model: string, more: readonly string[]) {
  const reference = JSON.parse(readFileSync(stories.reference, 'utf8')) as GreedyReference
  const ids = join(mkdtempSync(join(tmpdir(), 'infbench-ids-')), 'ids.json')
  writeFileSync(ids, JSON.stringify(reference.prompt_ids))
  const count = String(reference.generated_ids.length)
  const args = ['generate', model, '--ids', ids, '--max-tokens', count, '--json', ...more]
  const { code, stdout, stderr } = await engineProcess(args).result
  expect([code, stderr]).toEqual([0, ''])
  const document = JSON.parse(stdout) as { isa: string; tokens: number[]; text: string }
  return { reference, document }
}

for (const isa of isas) {
  test.skipIf(!stories.present)(
    `on ${isa} stories260K says what the float64 reference says, token for token ${needs}`,
    async () => {
      const { reference, document } = await generate(stories.model, ['--isa', isa])
      expect(document.isa).toBe(isa)
      expect(document.tokens).toEqual(reference.generated_ids)
      expect(` ${document.text}`).toBe(reference.text.replaceAll('<0x0A>', '\n'))
    },
  )
}

test.skipIf(!stories.present)(`one thread and a v1 file say the same ${needs}`, async () => {
  const { reference, document } = await generate(stories.v1, ['--threads', '1', '--tokenizer', stories.tokenizer])
  expect(document.tokens).toEqual(reference.generated_ids)
})

test.skipIf(!stories.present)(`with every pass off stories260K still says the same ${needs}`, async () => {
  const { reference, document } = await generate(stories.model, ['--no-pass', passNames.join(',')])
  expect(document.tokens).toEqual(reference.generated_ids)
})

test.skipIf(!stories.present)(`encoding the reference's text gives the reference's tokens ${needs}`, async () => {
  const reference = JSON.parse(readFileSync(stories.reference, 'utf8')) as GreedyReference
  const tokenizer = await llama2cTokenizer(stories.tokenizer, 512)
  const text = reference.text.replaceAll('<0x0A>', '\n').slice(1)
  expect(tokenizer.encode(text, true)).toEqual([...reference.prompt_ids, ...reference.generated_ids])
  expect(tokenizer.decode([1, ...reference.generated_ids])).toBe(text)
})
