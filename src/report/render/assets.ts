import { readFile } from 'node:fs/promises'
import { InfbenchError } from '../../core/errors.ts'

/** The parts of the page that are files: style sheet and client script. */
export interface PageAssets {
  readonly css: string
  readonly script: string
}

// Both are built into dist/reports: beside this file when it is compiled, below dist when it runs from its source.
const places = ['../../../reports/', '../../../dist/reports/']

/** Reads style sheet and script of the front end as `npm run build` left them. */
export async function readAssets(): Promise<PageAssets> {
  const [css, script] = await Promise.all([readAsset('page.css'), readAsset('client.js')])
  return { css, script }
}

async function readAsset(name: string): Promise<string> {
  for (const place of places) {
    const text = await readFile(new URL(place + name, import.meta.url), 'utf8').catch(() => null)
    if (text !== null) return text
  }
  throw new InfbenchError('internal', {
    message: `reports/${name}: expected the built file, found none`,
    hint: 'npm run build',
  })
}
