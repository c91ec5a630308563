import { dirname, isAbsolute, join } from 'node:path'
import { parseDurationNs } from '../../core/units.ts'
import { isMapping } from '../../workload/file/fault.ts'
import type { HistorySide, LiveSide, SidePolicy, StartPolicy, StoredSide } from './gate-policy.ts'
import type { PolicyFile } from './policy-schema.ts'
import { type SideFields, storedKeys, targetKeys } from './side-fields.ts'

/**
 * A checked side to what the gate works with. `written` is what stands in the file, without defaults: only what was given is laid over the
 * workload's target. `policyPath`: where relative paths start.
 */
export function sidePolicy(side: SideFields, written: unknown, policyPath: string): SidePolicy {
  const stored = storedSide(side)
  return stored ?? liveSide(side, isMapping(written) ? written : {}, dirname(policyPath))
}

function storedSide(side: SideFields): StoredSide | null {
  const key = storedKeys.find((name) => side[name] !== undefined)
  if (key === undefined) return null
  const names = [side[key] as string | readonly string[]].flat()
  const references = names.map((name) => (key === 'runs' || key === 'group' ? name : `${key}:${name}`))
  const [first = ''] = names
  const label = key === 'runs' ? (names.length === 1 ? `run ${first}` : `${names.length} runs`) : `${key} ${first}`
  return { kind: 'stored', label: side.label ?? label, references }
}

function liveSide(side: SideFields, written: Readonly<Record<string, unknown>>, folder: string): LiveSide {
  const start = startPolicy(side, folder)
  return { kind: 'live', label: side.label ?? labelOf(side), overrides: overridesOf(written, folder), start }
}

function labelOf({ url, engine, start, rev }: SideFields): string {
  if (url !== undefined) return url
  if (start !== undefined) return rev ?? start
  const { model, ...settings } = engine ?? { model: '' }
  const told = Object.entries(settings).flatMap(([key, value]) =>
    value === undefined || (Array.isArray(value) && value.length === 0) ? [] : `${key} ${String(value)}`,
  )
  return ['engine', model, ...told].join(' ')
}

/** What was given of the target as `--set` has it, key by key, so that the workload's other settings stay. */
function overridesOf(written: Readonly<Record<string, unknown>>, folder: string): readonly string[] {
  return targetKeys.flatMap((key) => {
    const value = written[key]
    if (value === undefined) return []
    if (key !== 'engine' || !isMapping(value) || Object.keys(value).length === 0)
      return [`target.${key}=${JSON.stringify(key === 'engine' ? (value ?? {}) : inPlace(value, folder))}`]
    return Object.entries(value).map(
      ([name, setting]) =>
        `target.engine.${name}=${JSON.stringify(name === 'model' ? modelPath(setting, folder) : setting)}`,
    )
  })
}

/** `--set` means paths from the current folder, a policy from its own. */
function inPlace(value: unknown, folder: string): unknown {
  if (!isMapping(value) || typeof value['file'] !== 'string') return value
  return { ...value, file: pathIn(folder, value['file']) }
}

/** Models that are built in have a scheme: `synthetic:llama-15m`. */
const modelPath = (model: unknown, folder: string) =>
  typeof model !== 'string' || /^[a-z]{2,}:/.test(model) ? model : pathIn(folder, model)

export const pathIn = (folder: string, path: string) => (isAbsolute(path) ? path : join(folder, path))

const usualReadyWithin = '2m'

function startPolicy(side: SideFields, folder: string): StartPolicy | null {
  if (side.start === undefined) return null
  return {
    command: side.start,
    build: side.build ?? null,
    revision: side.rev ?? null,
    folder: pathIn(folder, side.folder ?? '.'),
    port: side.port === undefined || side.port === 'auto' ? null : side.port,
    ready: side.ready ?? '/health',
    readyWithinNs: parseDurationNs(side.readyWithin ?? usualReadyWithin) as number,
    api: side.api ?? '/v1',
    env: side.env ?? {},
  }
}

/** The past that a candidate is judged by. */
export function historySide({ name, tag, project, last }: NonNullable<PolicyFile['history']>): HistorySide {
  const words = Object.entries({ name, tag, project }).flatMap(([key, value]) =>
    value === undefined ? [] : `${key} ${value}`,
  )
  const label = words.length === 0 ? 'past runs' : `past runs of ${words.join(', ')}`
  return { kind: 'history', label, name: name ?? null, tag: tag ?? null, project: project ?? null, last }
}
