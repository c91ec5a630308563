import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Path of k6: K6_BIN, else the first on the PATH. Throws driver.missing with the way to get it. */
export async function findK6(env: Environment): Promise<string> {
  const named = env['K6_BIN']
  const places = named === undefined || named === '' ? onPath(env) : [named]
  for (const place of places) if (await isProgram(place)) return place
  const message =
    named === undefined || named === ''
      ? 'driver k6: expected k6 on the PATH or in K6_BIN, got neither'
      : `driver k6: expected a program in K6_BIN, got ${named}`
  throw new InfbenchError('driver.missing', { message, hint: howToGet })
}

/** Said where k6 is not there, and where it is and cannot read streams. */
export const howToGet =
  'https://github.com/phymbert/xk6-sse has one that reads streams; in a clone of infbench: export K6_BIN=$(npm run -s build:k6)'

const onPath = (env: Environment) =>
  (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'k6'))

const isProgram = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
