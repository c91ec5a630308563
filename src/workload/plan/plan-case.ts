import { type Assignment, assign, assignmentBelow, assignmentOf } from '../file/assignment.ts'
import { expectation, type Fault, isMapping, type Path, showPath } from '../file/fault.ts'
import { keyTree } from '../file/key-tree.ts'
import { faultsOf, valueAt } from '../file/schema-faults.ts'
import type { YamlDocument } from '../file/yaml-document.ts'
import type { SearchPlan } from '../../stats/search/capacity-search.ts'
import { parseDurationNs } from '../../core/units.ts'
import { searchPlan } from './search-plan.ts'
import { crossChecks, type SoundParts } from './cross-checks.ts'
import { resolvePlan } from '../resolve-plan.ts'
import type { RunPlan } from '../run-plan.ts'
import { type WorkloadFile, workloadFile } from '../schema.ts'
import type { SweepPoint } from './sweep.ts'

/** One fault as it is printed, and its place in the order: overrides as given (line 0), then the file from top to bottom. */
export interface FaultLine {
  readonly order: readonly [line: number, column: number]
  readonly text: string
}

export interface CaseInput {
  readonly document: YamlDocument
  readonly path: string
  readonly assignments: readonly Assignment[]
  readonly point: SweepPoint
}

export type CaseResult =
  | {
      readonly plan: RunPlan
      readonly point: SweepPoint
      readonly search: SearchPlan | null
      readonly cooldownNs: number
    }
  | { readonly faults: readonly FaultLine[] }

const keys = keyTree(workloadFile)

/** Checks and resolves one point of the sweep (the only one where there is no sweep): file, overrides, then the point's values. */
export function planCase(input: CaseInput): CaseResult {
  const assignments = [...input.assignments, ...input.point.assignments]
  if (input.document.value === null && assignments.length === 0) {
    return { faults: [line(input, { path: [], at: 'value', message: expectation('a workload', undefined) }, [])] }
  }
  const tree = assign(input.document.value ?? {}, assignments)
  const { parts, faults } = check(tree)
  if (faults.length > 0) return { faults: faults.map((fault) => line(input, fault, assignments)) }
  const context = {
    filePath: input.path,
    fromCommandLine: (at: Fault['path']) => assignmentOf(at, assignments)?.origin.kind === 'override',
  }
  const file = parts as WorkloadFile
  return {
    plan: resolvePlan(file, context),
    point: input.point,
    search: searchPlan(file),
    cooldownNs: parseDurationNs(file.cooldown) as number,
  }
}

/** Each top-level key is checked by itself, so that one bad part does not hide the contradictions among the others. */
function check(tree: unknown): { parts: SoundParts; faults: Fault[] } {
  if (!isMapping(tree)) {
    return {
      parts: {},
      faults: [
        { path: [], at: 'value', message: expectation('a mapping of keys such as target, requests and arrival', tree) },
      ],
    }
  }
  const parts: Record<string, unknown> = {}
  const issues = []
  for (const [key, schema] of Object.entries(workloadFile.shape)) {
    const result = schema.safeParse(tree[key])
    if (result.success) parts[key] = result.data
    else issues.push(...result.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] })))
  }
  const unknown = Object.keys(tree).filter((key) => !Object.hasOwn(workloadFile.shape, key))
  if (unknown.length > 0) issues.push({ code: 'unrecognized_keys' as const, keys: unknown, path: [], message: '' })
  const faults = [...faultsOf(issues, tree, keys), ...crossChecks(parts)]
  return { parts, faults }
}

function line(input: CaseInput, fault: Fault, assignments: readonly Assignment[]): FaultLine {
  const isInFile = fault.at === 'value' || valueAt(input.document.value, fault.path) !== undefined
  const assigned = assignmentOf(fault.path, assignments) ?? (isInFile ? null : assignmentBelow(fault.path, assignments))
  if (assigned?.origin.kind === 'override') return overrideLine(assigned.path, assigned.origin, fault)
  if (assigned?.origin.kind !== 'sweep')
    return fileLine(input, fault.path, fault.at, showPath(fault.path), fault.message)
  // A wrong path is said once, at the sweep's key; a wrong value at its entry in the list.
  const path = fault.at === 'key' ? assigned.origin.keyPath : assigned.origin.path
  const source = assignmentOf(path, input.assignments)
  if (source?.origin.kind === 'override') return overrideLine(source.path, source.origin, { ...fault, path })
  const name = fault.at === 'key' ? showPath(path) : `${showPath(path)} (${showPath(fault.path)})`
  return fileLine(input, path, fault.at, name, fault.message)
}

type OverrideOrigin = Extract<Assignment['origin'], { kind: 'override' }>

function overrideLine(set: Path, { text, index }: OverrideOrigin, fault: Fault): FaultLine {
  const below = set.length === fault.path.length ? '' : ` ${showPath(fault.path)}`
  return { order: [0, index], text: `${text}${below}: ${fault.message}` }
}

function fileLine(input: CaseInput, path: Path, at: Fault['at'], name: string, message: string): FaultLine {
  const place = input.document.where(path, at)
  const [row = 1, column = 1] = place.split(':').map(Number)
  return { order: [row, column], text: `${input.path}:${place}${name === '' ? '' : ` ${name}`}: ${message}` }
}
