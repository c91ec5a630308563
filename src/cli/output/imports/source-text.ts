import type { RunDocument } from '../../../metrics/run-document.ts'
import { count } from '../text/numbers.ts'

/** `vLLM's bench client 0.25.1, run.json: 28 figures, 17 of them translated`. */
export function sourceText({
  title,
  toolVersion,
  file,
  position,
  figures,
}: NonNullable<RunDocument['imported']>): string {
  const place = position === 0 ? file : `${file} (run ${position + 1})`
  const version = toolVersion === null ? '' : ` ${toolVersion}`
  const translated = figures.filter(({ metric }) => metric !== null).length
  const kept = figures.length === 0 ? '' : `: ${count(figures.length)} figures, ${count(translated)} of them translated`
  return `imported from ${title}${version}, ${place}${kept}`
}

/** The settings of the tool, of an imported run; null for one with a plan of ours. */
export function settingsText(plan: unknown): string | null {
  const { imported, settings = {} } = (plan ?? {}) as { readonly imported?: string; readonly settings?: object }
  if (imported === undefined) return null
  const known = Object.entries(settings).filter(([, value]) => value !== null && value !== '')
  return known.map(([name, value]) => `${name} ${value}`).join(', ') || 'not told'
}
