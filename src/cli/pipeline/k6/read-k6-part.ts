import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { InfbenchError } from '../../../core/errors.ts'
import type { K6Part } from '../../../load/drivers/k6/merge/merge-parts.ts'
import { type K6RunTold, type K6Told, readK6Line } from '../../../load/drivers/k6/reading/k6-line.ts'

/** What an instance of an exported script wrote, line by line. Throws import.malformed with the line. */
export async function readK6Part(path: string, file: string): Promise<K6Part> {
  const requests: K6Told[] = []
  let run: K6RunTold | null = null
  let number = 0
  try {
    for await (const line of linesOf(path)) {
      number++
      const read = readK6Line(line)
      if (read?.kind === 'request') requests.push(read.told)
      else if (read?.kind === 'run') run = read.told
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const what =
      code === undefined ? `${file}:${number}: expected a point of an exported script` : `${file}: cannot be read`
    throw new InfbenchError('import.malformed', { message: `${what} (${code ?? message.split('\n')[0]})`, cause })
  }
  if (run === null || run['header'] === undefined)
    throw new InfbenchError('import.malformed', {
      message: `${file}: expected what a script of infbench k6 export wrote with k6's --out json=FILE, got none of its points`,
      hint: 'results of other scripts: infbench import FILE',
    })
  return { file, run, requests }
}

/** By hand, because readline keeps the errors of its input to itself. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of textOf(path)) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() as string
    yield* lines
  }
  if (rest !== '') yield rest
}

function textOf(path: string): AsyncIterable<string> {
  const bytes = createReadStream(path)
  if (!path.endsWith('.gz')) return bytes.setEncoding('utf8')
  const unpacked = createGunzip()
  bytes.on('error', (error) => unpacked.destroy(error))
  return bytes.pipe(unpacked).setEncoding('utf8')
}
