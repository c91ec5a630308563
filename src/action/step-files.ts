import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ActionIo } from './action-io.ts'

/** Appends outputs to the file that the runner reads them from; their values may have any text and any number of lines. */
export function writeOutputs(outputs: Readonly<Record<string, string>>, { env, newFence }: ActionIo): void {
  const path = env['GITHUB_OUTPUT']
  if (path === undefined || path === '') return
  const lines = Object.entries(outputs).flatMap(([name, value]) => {
    const fence = newFence()
    return [`${name}<<${fence}`, value, fence]
  })
  appendFileSync(path, `${lines.join('\n')}\n`)
}

/** Appends to the page of the job. */
export function writeSummary(markdown: string, { env }: ActionIo): void {
  const path = env['GITHUB_STEP_SUMMARY']
  if (path !== undefined && path !== '') appendFileSync(path, `${markdown}\n`)
}

/** Writes files into a folder, which is made. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

/** What set the workflow off; null where the runner does not say. */
export function readEvent({ env }: ActionIo): unknown {
  try {
    return JSON.parse(readFileSync(env['GITHUB_EVENT_PATH'] ?? '', 'utf8')) as unknown
  } catch {
    return null
  }
}
