import { dirname, isAbsolute, join } from 'node:path'
import type { Slo, SloByClass } from '../core/run-header.ts'
import { parseDurationNs } from '../core/units.ts'
import type { Path } from './file/fault.ts'
import { arrivalPlan, endsByItself } from './plan/arrival-plan.ts'
import { enginePlan } from './plan/engine-plan.ts'
import { resolveLength } from './plan/length-plan.ts'
import { drawnSessionsPlan, sessionsOf } from './plan/session-plan.ts'
import { skippingBadRows } from './plan/files/skipping-bad-rows.ts'
import { startedUrl, startPlan } from './plan/start-plan.ts'
import { stopOf } from './plan/stop-plan.ts'
import type { ClassPlan, RequestsPlan, RunPlan, SourcePlan, TargetPlan, TracePlan } from './run-plan.ts'
import { defaultDuration, type WorkloadFile } from './schema.ts'

/** Makes the paths of a workload usable from the current folder. */
export interface PathContext {
  /** Of the workload file. */
  readonly filePath: string
  /** Whether the value at `path` came from the command line, where paths are meant from the current folder. */
  fromCommandLine(path: Path): boolean
}

/** A checked file to the frozen plan: every default filled in, every unit in base form. Never fails on a checked file. */
export function resolvePlan(file: WorkloadFile, context: PathContext): RunPlan {
  const plan = resolved(file, context)
  return deepFreeze(file.requests.skipBadRows ? skippingBadRows(plan) : plan)
}

function resolved(file: WorkloadFile, context: PathContext): RunPlan {
  const target = resolveTarget(file.target, context)
  const arrival = arrivalPlan(file.arrival, (path, at) => resolvePath(path, ['arrival', ...at], context))
  const isOpenEnded = file.count !== undefined || endsByItself(file.arrival)
  const durationText = file.duration ?? (isOpenEnded ? null : defaultDuration)
  return {
    name: file.name ?? nameOf(context.filePath),
    ...(file.project === undefined ? {} : { project: file.project }),
    target,
    requests: resolveRequests(file.requests, target, context),
    arrival,
    ...(file.driver === 'native' ? {} : { driver: file.driver }),
    ...(file.load.workers === 1 ? {} : { workers: file.load.workers }),
    ...(file.load.pipelining === 1 ? {} : { pipelining: file.load.pipelining }),
    ...(file.load.vus === undefined ? {} : { vus: file.load.vus }),
    durationNs: durationText === null ? null : ns(durationText),
    requestCount: file.count ?? null,
    ...(file.warmup === 'auto' ? { warmupNs: 0, autoWarmup: true as const } : { warmupNs: ns(file.warmup) }),
    ...stopOf(file),
    timeoutNs: ns(file.timeout),
    drainNs: ns(file.drain),
    slo: resolveSlo(file),
    seed: file.seed,
    repeat: file.repeat,
    hardware: resolveHardware(file.hardware),
  }
}

const ns = (text: string): number => parseDurationNs(text) as number

const nameOf = (path: string): string => path.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, '') || 'workload'

function resolvePath(value: string, at: Path, context: PathContext): string {
  return isAbsolute(value) || context.fromCommandLine(at) ? value : join(dirname(context.filePath), value)
}

function resolveTarget(target: WorkloadFile['target'], context: PathContext): TargetPlan {
  const { start } = target
  const url = start === undefined ? target.url?.replace(/\/+$/, '') : startedUrl(start)
  if (url !== undefined) {
    return {
      kind: 'endpoint',
      url,
      model: target.model ?? null,
      apiKeyEnv: target.apiKeyEnv ?? null,
      headers: target.headers,
      tokenizer: resolveTokenizer(target.tokenizer, context),
      ...metricsOf(target),
      ...(start !== undefined && { start: startPlan(start, (path) => resolvePath(path, startFolder, context)) }),
    }
  }
  const engine = enginePlan(target.engine, (path) => resolvePath(path, ['target', 'engine', 'model'], context))
  return { ...engine, ...(target.metrics === false ? { metrics: false } : {}) }
}

const startFolder = ['target', 'start', 'folder']

/** Absent where the server is asked beside its API, as is usual. */
function metricsOf({ metrics }: WorkloadFile['target']): { readonly metrics?: false | string } {
  return metrics === undefined || metrics === true ? {} : { metrics }
}

function resolveTokenizer(tokenizer: WorkloadFile['target']['tokenizer'], context: PathContext) {
  if (tokenizer === undefined) return null
  if (tokenizer.tiktoken !== undefined) return { kind: 'tiktoken', encoding: tokenizer.tiktoken } as const
  const path = resolvePath(tokenizer.file as string, ['target', 'tokenizer', 'file'], context)
  return { kind: 'file', path } as const
}

function resolveRequests(requests: WorkloadFile['requests'], target: TargetPlan, context: PathContext): RequestsPlan {
  return {
    source: resolveSource(requests.source, ['requests', 'source'], context),
    classes: resolveClasses(requests.classes, context),
    api: requests.api,
    stream: requests.stream,
    contextLimit: { tokens: requests.contextLimit.tokens ?? null, rule: requests.contextLimit.rule },
    uniquePrompts: requests.uniquePrompts,
    ignoreEos: requests.ignoreEos ?? target.kind === 'engine',
    extraBody: requests.body,
    ...sessionsOf(requests, (path) => resolvePath(path, ['requests', 'sessions', 'gap', 'trace', 'file'], context)),
  }
}

function resolveClasses(classes: WorkloadFile['requests']['classes'], context: PathContext): ClassPlan[] {
  if (classes === undefined) return [{ name: 'default', share: 1, source: null }]
  const total = classes.reduce((sum, entry) => sum + entry.share, 0)
  return classes.map(({ name, share, source }, i) => ({
    name,
    share: share / total,
    source: source === undefined ? null : resolveSource(source, ['requests', 'classes', i, 'source'], context),
  }))
}

type SourceFields = WorkloadFile['requests']['source']

/** A checked source to its plan. */
export function resolveSource(source: SourceFields, at: Path, context: PathContext): SourcePlan {
  if (source.synthetic !== undefined) {
    const { input, output } = source.synthetic
    return { kind: 'synthetic', input: resolveLength(input), output: resolveLength(output) }
  }
  if (source.distribution !== undefined) return { kind: 'distribution', name: source.distribution }
  if (source.sessions === undefined)
    return tracePlan(source, source.trace === undefined ? 'dataset' : 'trace', at, context)
  if (typeof source.sessions === 'string')
    return { kind: 'sessions', trace: tracePlan(source, 'sessions', at, context) }
  return drawnSessionsPlan(source.sessions, (path) =>
    resolvePath(path, [...at, 'sessions', 'gap', 'trace', 'file'], context),
  )
}

function tracePlan(
  source: SourceFields,
  key: 'trace' | 'dataset' | 'sessions',
  at: Path,
  context: PathContext,
): TracePlan {
  const { format, columns, skip, take, skipBadRows, sharing, missing } = source
  return {
    kind: 'trace',
    path: resolvePath(source[key] as string, [...at, key], context),
    format: format === 'auto' ? null : format,
    columns: given(columns) as TracePlan['columns'],
    skip,
    take: take ?? null,
    skipBadRows,
    sharing,
    missing: { input: resolveLength(missing.input), output: resolveLength(missing.output) },
  }
}

function resolveSlo({ slo, requests }: WorkloadFile): SloByClass {
  const classes = requests.classes ?? [{ name: 'default', slo: undefined }]
  return Object.fromEntries(classes.map((entry) => [entry.name, thresholds({ ...slo, ...given(entry.slo ?? {}) })]))
}

function thresholds(slo: WorkloadFile['slo']): Slo {
  return {
    ...(slo.ttft === undefined ? {} : { ttftNs: ns(slo.ttft) }),
    ...(slo.tpot === undefined ? {} : { tpotNs: ns(slo.tpot) }),
    ...(slo.itl === undefined ? {} : { itlNs: ns(slo.itl) }),
    ...(slo.e2e === undefined ? {} : { e2eNs: ns(slo.e2e) }),
  }
}

const given = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T

function resolveHardware(hardware: WorkloadFile['hardware']): RunPlan['hardware'] {
  if (hardware === undefined) return null
  const { accelerator, count, pricePerHour } = hardware
  return { accelerator: accelerator ?? null, count, pricePerHour: pricePerHour ?? null, currency: 'USD' }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const child of Object.values(value)) deepFreeze(child)
  return Object.freeze(value)
}
