import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EngineError } from '../engine-error.ts'

/** The tokenizer beside a llama2.c model: `tok<vocab>.bin`, else `tokenizer.bin`. Throws `EngineError('model')` when absent. */
export async function findTokenizerFile(modelPath: string, vocabSize: number): Promise<string> {
  const names = [`tok${vocabSize}.bin`, 'tokenizer.bin']
  for (const name of names) {
    const path = join(dirname(modelPath), name)
    if (await readable(path)) return path
  }
  throw new EngineError('model', `${modelPath}: expected ${names.join(' or ')} beside it, got neither`, {
    hint: 'name the tokenizer file with --tokenizer FILE',
  })
}

function readable(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
