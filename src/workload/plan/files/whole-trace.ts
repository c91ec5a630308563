import type { TracePlan } from '../../sources/source-plan.ts'
import type { FormatName } from '../../sources/formats/format-names.ts'

/** A trace of which only times and sessions matter, all its rows. */
export function wholeTrace(
  path: string,
  options: { readonly format?: FormatName | 'auto' | undefined; readonly skipBadRows?: boolean | undefined },
): TracePlan {
  const { format = 'auto', skipBadRows = false } = options
  return {
    ...{
      kind: 'trace',
      path,
      format: format === 'auto' ? null : format,
      columns: {},
      skip: 0,
      take: null,
      skipBadRows,
    },
    ...{ sharing: false, missing: { input: { kind: 'fixed', tokens: 1 }, output: { kind: 'fixed', tokens: 1 } } },
  }
}
