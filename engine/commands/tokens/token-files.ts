import { readFile } from 'node:fs/promises'
import { EngineError } from '../../engine-error.ts'

/** The token ids of a JSON file: an array with at least one. `EngineError('usage')` names the file, the place and the value. */
export async function readTokenIds(path: string, vocabSize: number): Promise<readonly number[]> {
  return checkedIds(await readArray(path, 'token ids'), path, vocabSize)
}

/** Several prompts of one JSON file: an array of arrays of token ids, maybe empty. */
export async function readTokenLists(path: string, vocabSize: number): Promise<readonly (readonly number[])[]> {
  const lists = await readArray(path, 'arrays of token ids')
  return lists.map((list, index) => {
    const place = `${path}[${index}]`
    if (!Array.isArray(list)) throw wrong(place, 'an array of token ids', list)
    return checkedIds(list, place, vocabSize)
  })
}

async function readArray(path: string, what: string): Promise<readonly unknown[]> {
  const expected = `a JSON array of ${what}`
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === 'ENOENT' ? 'no such file' : cause.message
    throw new EngineError('usage', `${path}: expected ${expected}, got ${got}`)
  })
  const value = parsed(text, `${path}: expected ${expected}`)
  if (!Array.isArray(value)) throw wrong(path, expected, value)
  return value
}

function parsed(text: string, expected: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause)
    throw new EngineError('usage', `${expected}, got text that is none: ${said}`)
  }
}

function checkedIds(ids: readonly unknown[], place: string, vocabSize: number): readonly number[] {
  if (ids.length === 0) throw new EngineError('usage', `${place}: expected at least one token id, got an empty array`)
  return ids.map((id, index) => {
    if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < vocabSize) return id
    throw wrong(`${place}[${index}]`, `a token id from 0 to ${vocabSize - 1}`, id)
  })
}

const longestShown = 40

function wrong(place: string, expected: string, got: unknown): EngineError {
  const text = JSON.stringify(got)
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}...` : text
  return new EngineError('usage', `${place}: expected ${expected}, got ${shown}`)
}
