import { InfbenchError } from '../../../core/errors.ts'

/** As `syntax/database/db.ts` declares them. */
export interface DbArgs {
  readonly action: 'info' | 'check' | 'vacuum' | 'prune' | 'merge' | 'recover'
  readonly files?: readonly string[] | undefined
  readonly deep: boolean | undefined
  readonly 'older-than': string | undefined
  readonly keep: number | undefined
  readonly project: string | undefined
  readonly tag: string | undefined
  readonly tagged: boolean | undefined
  readonly 'dry-run': boolean | undefined
  readonly 'new-ids': boolean | undefined
  readonly json: boolean
  readonly db: string | undefined
}

/** Which options an action takes, and how many files. */
const takes = {
  info: { options: [], files: [0, 0] },
  check: { options: ['deep'], files: [0, 0] },
  vacuum: { options: [], files: [0, 0] },
  prune: { options: ['older-than', 'keep', 'project', 'tag', 'tagged', 'dry-run'], files: [0, 0] },
  merge: { options: ['new-ids'], files: [1, Number.POSITIVE_INFINITY] },
  recover: { options: [], files: [1, 1] },
} as const satisfies Record<DbArgs['action'], { options: readonly (keyof DbArgs)[]; files: readonly [number, number] }>

const optional = ['deep', 'older-than', 'keep', 'project', 'tag', 'tagged', 'dry-run', 'new-ids'] as const

/** Throws usage for an option or file that the action has no use for: what is not done must not seem to be. */
export function checkArguments(args: DbArgs): void {
  const { options, files } = takes[args.action]
  const other = optional.find((name) => args[name] !== undefined && !(options as readonly string[]).includes(name))
  if (other !== undefined) throw wrong(args.action, `no --${other}, got it`)
  const given = args.files ?? []
  const [least, most] = files
  if (given.length > most)
    throw wrong(args.action, most === 0 ? `no file, got ${given[0]}` : `one file, got ${given.length}`)
  if (given.length < least) throw wrong(args.action, `${most === 1 ? 'a file' : 'files'}, got nothing`)
}

function wrong(action: string, what: string): InfbenchError {
  return new InfbenchError('usage', { message: `db ${action}: expected ${what}`, hint: 'infbench db --help' })
}

const msOf = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 }

/** `90d`, `12h`, `8w` in ms; throws usage for anything else. */
export function ageMs(text: string): number {
  const [, amount, unit] = /^(\d+)([hdw])$/.exec(text) ?? []
  if (amount !== undefined) return Number(amount) * msOf[unit as keyof typeof msOf]
  throw new InfbenchError('usage', {
    message: `db prune: --older-than: expected an age such as 90d, 12h or 8w, got ${JSON.stringify(text)}`,
    hint: 'infbench db prune --older-than 90d --dry-run',
  })
}
