import { readFile } from 'node:fs/promises'
import { EngineError } from '../../engine-error.ts'

const idsName = 'token ids'

/** The token ids of a JSON file: an array with at least one. `EngineError('input')` names the file, the place and the value. */
export async function readTokenIds(path: string, vocabSize: number): Promise<readonly number[]> {
  return checkedIds(await readArray(path, idsName), path, vocabSize)
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
    const got = unreadable[cause.code ?? ''] ?? cause.message
    throw new EngineError('input', `${path}: expected ${expected}, got ${got}`, { hint: exampleOf(what) })
  })
  const value = parsed(text, `${path}: expected ${expected}`)
  if (!Array.isArray(value)) throw wrong(path, expected, value)
  return value
}

/** What stands where a file should, by the system's code. */
const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'a file that must not be read',
}

function exampleOf(what: string): string {
  return what === idsName ? 'a file with [1, 15043, 3186], say' : 'a file with [[1, 15043], [1, 3186]], say'
}

function parsed(text: string, expected: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause)
    throw new EngineError('input', `${expected}, got text that is none: ${said}`)
  }
}

function checkedIds(ids: readonly unknown[], place: string, vocabSize: number): readonly number[] {
  if (ids.length === 0) throw new EngineError('input', `${place}: expected at least one token id, got an empty array`)
  return ids.map((id, index) => {
    if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < vocabSize) return id
    throw wrong(`${place}[${index}]`, `a token id from 0 to ${vocabSize - 1}`, id)
  })
}

const longestShown = 40

function wrong(place: string, expected: string, got: unknown): EngineError {
  const text = JSON.stringify(got)
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}...` : text
  return new EngineError('input', `${place}: expected ${expected}, got ${shown}`)
}
