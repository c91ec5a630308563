import { InfbenchError } from '../../../core/errors.ts'
import type { VerdictFormat } from '../../syntax/ci/ci.ts'

/** As `syntax/ci/ci.ts` declares them. */
export interface CiArgs {
  readonly action: 'init' | 'report' | 'baseline'
  readonly words?: readonly string[] | undefined
  readonly github: boolean | undefined
  readonly gitlab: boolean | undefined
  readonly jenkins: boolean | undefined
  readonly force: boolean | undefined
  readonly format: VerdictFormat | undefined
  readonly out: string | undefined
  readonly tag: string | undefined
  readonly keep: number | undefined
  readonly db: string | undefined
}

const options = ['github', 'gitlab', 'jenkins', 'force', 'format', 'out', 'tag', 'keep', 'db'] as const

const taken = {
  init: ['github', 'gitlab', 'jenkins', 'force'],
  report: ['format', 'out'],
  baseline: ['tag', 'keep', 'db'],
} as const satisfies Record<CiArgs['action'], readonly (typeof options)[number][]>

/** Throws usage for an option that the action has no use for: what is not done must not seem to be. */
export function checkCiArguments(args: CiArgs): void {
  const other = options.find(
    (name) => args[name] !== undefined && !(taken[args.action] as readonly string[]).includes(name),
  )
  if (other !== undefined) throw ciUsage(`ci ${args.action}: expected no --${other}, got it`)
  if (args.action === 'init' && (args.words ?? []).length > 0)
    throw ciUsage(`ci init: expected nothing more, got ${args.words?.join(' ')}`)
}

export const ciUsage = (message: string, hint = 'infbench ci --help') => new InfbenchError('usage', { message, hint })
