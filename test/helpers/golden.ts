import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from 'vitest'

/** Compares text with the file kept for it; INFBENCH_GOLDENS=1 (`npm run goldens`) writes the file instead. */
export function expectGolden(url: URL, text: string): void {
  if (process.env['INFBENCH_GOLDENS'] === '1') {
    mkdirSync(dirname(url.pathname), { recursive: true })
    writeFileSync(url, text)
  }
  expect(existsSync(url), `${url.pathname} is missing; write it with npm run goldens`).toBe(true)
  expect(text).toBe(readFileSync(url, 'utf8'))
}

/** JSON with numbers at four significant digits, so that the last bits of a machine's `exp` do not matter. */
export function fourDigits(value: unknown): string {
  return `${JSON.stringify(value, (_, item: unknown) => (typeof item === 'number' ? Number(item.toPrecision(4)) : item), 1)}\n`
}
