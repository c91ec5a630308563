import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { storePath } from '../../../store/store-path.ts'
import { type Upkeep, openUpkeep, openUpkeepToRead } from '../../../store/upkeep/open-upkeep.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { infoTable, mergeTable, recoverTable, vacuumLine } from '../../output/database/database-tables.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { checkDatabase } from './check-database.ts'
import { type DbArgs, checkArguments } from './db-args.ts'
import { pruneDatabase } from './prune-database.ts'
import { say } from './say.ts'

/** Looks after the results database. */
export async function db(args: DbArgs, io: Io): Promise<ExitCode> {
  checkArguments(args)
  const path = storePath(args.db, io.env, io.cwd)
  if (args.action !== 'merge' && !existsSync(path)) throw nothingThere(path)
  if (args.action === 'check') return checkDatabase(path, args, io)
  if (args.action === 'recover') return recover(path, args, io)
  if (args.action === 'info') return info(path, args, io)
  const upkeep = openUpkeep(path)
  try {
    return work(upkeep, args, io)
  } finally {
    upkeep.close()
  }
}

function work(upkeep: Upkeep, args: DbArgs, io: Io): ExitCode {
  const shown = shownPath(upkeep.path, io.cwd)
  const style = textStyle(io.stdout, io.env)
  if (args.action === 'prune') return pruneDatabase(upkeep, args, io)
  if (args.action === 'merge') {
    const files = (args.files ?? []).map((file) => resolve(io.cwd, file))
    const merged = upkeep.merge(files, { newIds: args['new-ids'] === true })
    say(args, io, { schema: 'infbench.merge/1', into: upkeep.path, files: merged }, () =>
      mergeTable(merged, shown, io.cwd, style),
    )
  } else {
    const sizes = upkeep.vacuum()
    say(args, io, { schema: 'infbench.vacuum/1', path: upkeep.path, ...sizes }, () => vacuumLine(sizes, shown))
  }
  return 0
}

/** What a store holds, also one that cannot be written. */
function info(path: string, args: DbArgs, io: Io): ExitCode {
  const upkeep = openUpkeepToRead(path)
  try {
    const held = upkeep.info()
    const document = { schema: 'infbench.store/1', path, ...held }
    say(args, io, document, () => infoTable(held, shownPath(path, io.cwd), textStyle(io.stdout, io.env)))
    return 0
  } finally {
    upkeep.close()
  }
}

async function recover(path: string, args: DbArgs, io: Io): Promise<ExitCode> {
  const { recoverStore } = await import('../../../store/upkeep/recovery/recover-store.ts')
  const out = resolve(io.cwd, args.files?.[0] as string)
  const found = recoverStore(path, out)
  say(args, io, { schema: 'infbench.recovered/1', from: path, to: out, ...found }, () =>
    recoverTable(found, { from: shownPath(path, io.cwd), to: shownPath(out, io.cwd) }, textStyle(io.stdout, io.env)),
  )
  return 0
}

const nothingThere = (path: string) =>
  new InfbenchError('store.unreadable', {
    message: `${path}: expected a results database, got no such file`,
    hint: 'infbench run FILE makes one; --db or INFBENCH_DB name another',
  })
