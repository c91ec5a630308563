import { dirname } from 'node:path'
import { InfbenchError } from '../../core/errors.ts'
import { parseDurationNs } from '../../core/units.ts'
import { metricNamed, type NamedMetric } from '../../metrics/figures/named-metric.ts'
import { expectation, type Fault, isMapping, showPath } from '../../workload/file/fault.ts'
import { keyTree } from '../../workload/file/key-tree.ts'
import { faultsOf } from '../../workload/file/schema-faults.ts'
import { parseYaml, type YamlDocument } from '../../workload/file/yaml-document.ts'
import { type AbsoluteLimit, type GatePolicy, type HistorySide, type SidePolicy, usualPairs } from './gate-policy.ts'
import { parseLimit } from './limit-expression.ts'
import { policyChecks } from './policy-checks.ts'
import { type PolicyFile, policyFile, shareOf, type SoundPolicy } from './policy-schema.ts'
import { historySide, pathIn, sidePolicy } from './side-policy.ts'

const hint = 'infbench schema policy > policy.schema.json lets your editor check this file'
const keys = keyTree(policyFile)

/**
 * A policy's text to the policy. Pure. Throws one `policy.malformed` or `policy.invalid` that lists every fault, a line each:
 * `file:line:col path: expected ..., got ...`. `path` as the user gave it; relative paths inside start at its folder.
 */
export function readPolicy({ text, path }: { readonly text: string; readonly path: string }): GatePolicy {
  const document = parsed(text, path)
  const { parts, faults } = check(document.value)
  if (faults.length > 0) throw invalid(faults, document, path)
  return resolved(parts as PolicyFile, document.value, path)
}

function parsed(text: string, path: string): YamlDocument {
  try {
    return parseYaml(text, path)
  } catch (error) {
    if (!(error instanceof InfbenchError)) throw error
    throw new InfbenchError('policy.malformed', { message: error.message, hint, cause: error })
  }
}

/** Each top-level key is checked by itself, so that one bad part does not hide the contradictions among the others. */
function check(tree: unknown): { readonly parts: SoundPolicy; readonly faults: readonly Fault[] } {
  if (!isMapping(tree)) {
    const message = expectation('a mapping of keys such as workload, baseline, candidate and metrics', tree)
    return { parts: {}, faults: [{ path: [], at: 'value', message }] }
  }
  const parts: Record<string, unknown> = {}
  const issues = []
  for (const [key, schema] of Object.entries(policyFile.shape)) {
    const result = schema.safeParse(tree[key])
    if (result.success) parts[key] = result.data
    else issues.push(...result.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] })))
  }
  const unknown = Object.keys(tree).filter((key) => !Object.hasOwn(policyFile.shape, key))
  if (unknown.length > 0) issues.push({ code: 'unrecognized_keys' as const, keys: unknown, path: [], message: '' })
  return { parts, faults: [...faultsOf(issues, tree, keys), ...policyChecks(parts, tree)] }
}

function invalid(faults: readonly Fault[], document: YamlDocument, path: string): InfbenchError {
  const lines = faults.map((fault) => {
    const place = document.where(fault.path, fault.at)
    const [row = 1, column = 1] = place.split(':').map(Number)
    const name = showPath(fault.path)
    return { row, column, text: `${path}:${place}${name === '' ? '' : ` ${name}`}: ${fault.message}` }
  })
  const sorted = lines.toSorted((a, b) => a.row - b.row || a.column - b.column)
  const message = [...new Set(sorted.map((line) => line.text))].join('\n')
  return new InfbenchError('policy.invalid', { message, hint })
}

/** A checked file to the policy: never fails. */
function resolved(file: PolicyFile, tree: unknown, path: string): GatePolicy {
  const planned = file.sequential?.looks.at(-1) ?? file.pairs ?? usualPairs
  return {
    name: file.name ?? (path.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, '') || 'gate'),
    path,
    mode: file.history === undefined ? 'paired' : 'history',
    workloadPath: file.workload === undefined ? null : pathIn(dirname(path), file.workload),
    ...sides(file, tree as Readonly<Record<string, unknown>>, path),
    pairs: { planned, given: file.pairs !== undefined || file.sequential !== undefined },
    seed: file.seed ?? null,
    alpha: file.alpha,
    metrics: Object.entries(file.metrics).map(([metric, margin]) => ({
      metric,
      direction: (metricNamed(metric) as NamedMetric).better,
      marginShare: shareOf(typeof margin === 'object' ? margin.margin : margin),
    })),
    limits: file.limits.map((text) => parseLimit(text) as AbsoluteLimit),
    budget: {
      timeNs: file.budget.time === undefined ? null : parseDurationNs(file.budget.time),
      pairs: file.budget.pairs ?? planned,
    },
    sequential: file.sequential ?? null,
    onInconclusive: file.onInconclusive,
  }
}

function sides(
  { baseline, candidate, history }: PolicyFile,
  tree: Readonly<Record<string, unknown>>,
  path: string,
): { readonly baseline: SidePolicy; readonly candidate: SidePolicy } {
  const of = (key: 'baseline' | 'candidate', fields: PolicyFile['baseline']) =>
    fields === undefined ? null : sidePolicy(fields, tree[key], path)
  // checked: without history both are there
  if (history === undefined)
    return { baseline: of('baseline', baseline) as SidePolicy, candidate: of('candidate', candidate) as SidePolicy }
  const past: HistorySide = historySide(history)
  return { baseline: past, candidate: of('candidate', candidate) ?? { ...past, label: 'the newest run' } }
}
