import type { RunHeader } from '../../core/run-header.ts'
import { environmentLines, targetLines } from '../sections/fact-groups.ts'
import type { LineBreak } from './history.ts'

/** Where the machine that measures or the target is not that of the run before, and in what; both may change at one run. */
export function lineBreaks(headers: readonly RunHeader[]): readonly LineBreak[] {
  return headers.flatMap((after, at) => {
    const before = headers[at - 1]
    if (before === undefined) return []
    return kinds.flatMap(({ kind, linesOf }): LineBreak[] => {
      if (before.fingerprints[kind] === after.fingerprints[kind]) return []
      return [{ at, kind, runId: after.runId, fields: changed(linesOf(before), linesOf(after)) }]
    })
  })
}

type Lines = ReturnType<typeof targetLines>

/** The commit is no part of the machine, and the port that an engine was given no part of the target. */
const kinds: readonly { readonly kind: LineBreak['kind']; readonly linesOf: (header: RunHeader) => Lines }[] = [
  {
    kind: 'environment',
    linesOf: (header) => environmentLines({ ...header, environment: { ...header.environment, gitCommit: null } }),
  },
  {
    kind: 'target',
    linesOf: (header) =>
      targetLines(header).filter(({ label }) => header.target.kind === 'endpoint' || label !== 'URL'),
  },
]

function changed(before: Lines, after: Lines): readonly string[] {
  const known = new Map(before.map(({ label, value }) => [label, value]))
  const gone = before.filter(({ label }) => !after.some((line) => line.label === label))
  return [
    ...after.flatMap(({ label, value }) =>
      label === 'Fingerprint' || known.get(label) === value
        ? []
        : [`${label}: ${known.get(label) ?? '(none)'} -> ${value}`],
    ),
    ...gone.map(({ label, value }) => `${label}: ${value} -> (none)`),
  ]
}
