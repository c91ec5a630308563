import { InfbenchError } from '../../../core/errors.ts'
import { resolveSource } from '../../../workload/resolve-plan.ts'
import type { SourcePlan } from '../../../workload/run-plan.ts'
import { oneOf } from '../../../workload/schema/fields.ts'
import { source } from '../../../workload/schema/source-fields.ts'
import { builtInDistributions } from '../../../workload/sources/built-in.ts'
import type { FormatName } from '../../../workload/sources/formats/format-names.ts'
import { columnRoles } from '../../../workload/sources/formats/trace-format.ts'

/** As `syntax/workload.ts` declares them. */
export interface InspectArgs {
  readonly source: string
  readonly format: FormatName | 'auto'
  readonly column: readonly string[] | undefined
  readonly skip: number
  readonly take: number | undefined
  readonly 'skip-bad-rows': boolean
}

/** The plan of a file or built-in distribution that is looked at without a workload around it. Errors: `usage`. */
export function inspectedPlan(args: InspectArgs): SourcePlan {
  const isBuiltIn = builtInDistributions.some((name) => name === args.source)
  const { format, skip, take } = args
  const file = { trace: args.source, format, columns: columnsOf(args.column ?? []), skip, take }
  const fields = isBuiltIn ? { distribution: args.source } : { ...file, skipBadRows: args['skip-bad-rows'] }
  const checked = source.safeParse(fields)
  if (checked.success) return resolveSource(checked.data, [], { filePath: '', fromCommandLine: () => true })
  const issue = checked.error.issues[0]
  throw usage(`--${String(issue?.path[0])}: expected ${issue?.message}`)
}

function columnsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [role = '', name = ''] = text.split(/=(.*)/s)
      const isRole = columnRoles.some((each) => each === role)
      if (isRole && name !== '') return [role, name] as const
      throw usage(`--column: expected ${oneOf(columnRoles)} and its column, as in input=NAME, got ${text}`)
    }),
  )
}

const usage = (message: string) =>
  new InfbenchError('usage', { message: `workload: ${message}`, hint: 'infbench workload --help' })
