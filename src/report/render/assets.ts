import { readFile } from 'node:fs/promises'
import { InfbenchError } from '../../core/errors.ts'

/** The parts of the page that are files: style sheet and client script. */
export interface PageAssets {
  readonly css: string
  readonly script: string
}

// Both are built into dist/reports: beside this file when it is compiled, below dist when it runs from its source.
const places = ['../../../reports/', '../../../dist/reports/']

/** Reads style sheet and script of the front end as `npm run build` left them; a served report has a bar above it, which needs more style. */
export const readAssets = (isServed = false): Promise<PageAssets> => read('client.js', isServed)

/** The same for pages that `infbench ui` alone has, whose script is another one. */
export const readServedAssets = (): Promise<PageAssets> => read('served.js', true)

async function read(scriptName: string, isServed: boolean): Promise<PageAssets> {
  const sheets = ['page.css', ...(isServed ? ['served.css'] : [])]
  const [script, ...css] = await Promise.all([scriptName, ...sheets].map(readAsset))
  return { css: css.join(''), script: script as string }
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
