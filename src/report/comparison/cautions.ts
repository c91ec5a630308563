import type { Fingerprints } from '../../core/run-header.ts'
import type { ConditionDifference, RunSide, Side } from './comparison.ts'

const cautionsByArea = {
  workload: 'The workloads differ: the figures answer different questions.',
  dataset: 'The requests come from different data: lengths and contents differ.',
  environment: 'The load came from different machines or versions: part of any difference may be theirs.',
} as const

/** What differs between the sides; another target is the point of a comparison. */
export function conditionCautions(conditions: readonly ConditionDifference[]): string[] {
  return conditions.flatMap(({ area, same }) => (same || area === 'target' ? [] : [cautionsByArea[area]]))
}

const areas = ['workload', 'dataset', 'target', 'environment'] as const

/** Respects in which the runs of one side are not repeats of each other. */
export function differingWithin({ runs }: Side): readonly (keyof Fingerprints)[] {
  return areas.filter((area) => new Set(runs.map(({ header }) => header.fingerprints[area])).size > 1)
}

/** In what the runs of a side differ from each other, and which of them are not valid. */
export function sideCautions(side: Side, letter: string): string[] {
  const differing = differingWithin(side)
  const mixed =
    differing.length === 0
      ? []
      : [`The runs of ${letter} differ among themselves in ${differing.join(' and ')}: they are no repeats of one run.`]
  return [...mixed, ...validityCautions(side, letter), ...importCautions(side, letter), ...cacheCaution(side, letter)]
}

function validityCautions({ runs }: Side, letter: string): string[] {
  return (['invalid', 'degraded'] as const).flatMap((status) => {
    const such = runs.filter(({ document }) => document.status === status)
    const [first] = such
    if (first === undefined) return []
    if (runs.length === 1) return [`${letter} is ${status}${because(first)}.`]
    const verb = such.length === 1 ? 'is' : 'are'
    return [`${such.length} of ${runs.length} runs of ${letter} ${verb} ${status}${because(first)}.`]
  })
}

function because({ document }: RunSide): string {
  const gravest = document.reasons.find((reason) => reason.severity === document.status)
  return gravest === undefined ? '' : `: ${gravest.message}`
}

/** What another tool made, and by whose definitions; said once of a side. */
function importCautions({ runs }: Side, letter: string): string[] {
  const said = runs.flatMap(({ document: { imported } }) => {
    if (imported === undefined) return []
    const { title, basis, notes } = imported
    const differing = notes
      .filter(({ code }) => code === 'definition' || code === 'percentile')
      .map(({ message }) => message)
    const means = differing.length === 0 ? '' : ` Definitions that differ: ${differing.join('; ')}.`
    const how =
      basis === 'records' ? 'its requests are summarised by the definitions here' : 'its figures are that tool’s'
    return [`${letter} was imported from ${title}: ${how}, its machine is not known.${means}`]
  })
  return [...new Set(said)]
}

function cacheCaution({ runs }: Side, letter: string): string[] {
  const again = runs.filter(({ document }) => document.reasons.some(({ code }) => code === 'repeated-prompts'))
  if (again.length === 0) return []
  return [
    `${again.length === runs.length ? 'Runs' : 'Some runs'} of ${letter} sent prompts that the same server had seen before: a prefix cache may have made them faster.`,
  ]
}

/** Repeats of one side all made before those of the other say nothing against drift of the machine. */
export function orderCaution(a: Side, b: Side): string[] {
  const times = ({ runs }: Side) => runs.map(({ header }) => header.startedAtMs)
  const [first, second] = [times(a), times(b)]
  const apart = Math.max(...first) < Math.min(...second) || Math.max(...second) < Math.min(...first)
  return apart
    ? [
        'All runs of one side were made before those of the other: what changed in between, of the machine too, is in the difference. Runs made in turns would part the two.',
      ]
    : []
}
