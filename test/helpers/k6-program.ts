import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { clientPaths } from '../../scripts/bench-client/peers/client-paths.ts'

/** A k6 that reads streams: K6_BIN, what `npm run build:k6` built, or one on the PATH; null: tests that need it are skipped. */
export function k6Program(): string | null {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'k6'))
  const places = [process.env['K6_BIN'] ?? '', join(clientPaths(process.env).k6, 'k6'), ...onPath]
  return places.find((place) => place !== '' && existsSync(place)) ?? null
}
