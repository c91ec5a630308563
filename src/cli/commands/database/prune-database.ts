import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import type { Upkeep } from '../../../store/upkeep/open-upkeep.ts'
import type { PruneRule } from '../../../store/upkeep/prune-runs.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { pruneTable } from '../../output/database/database-tables.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { type DbArgs, ageMs } from './db-args.ts'
import { say } from './say.ts'

/** Deletes the runs that a rule means, or tells which it would. */
export function pruneDatabase(upkeep: Upkeep, args: DbArgs, io: Io): ExitCode {
  const dryRun = args['dry-run'] === true
  const { runs, kept } = upkeep.prune(ruleOf(args, io.clock.wallMs()), dryRun)
  const document = {
    ...{ schema: 'infbench.prune/1', path: upkeep.path, dryRun, kept },
    runs: runs.map(({ runId, name, startedAtMs, requests }) => ({
      ...{ runId, name, startedAt: new Date(startedAtMs).toISOString(), requests: requests.stored },
    })),
  }
  say(args, io, document, () => pruneTable({ runs, kept }, dryRun, textStyle(io.stdout, io.env)))
  return 0
}

function ruleOf(args: DbArgs, nowMs: number): PruneRule {
  const { keep, 'older-than': age } = args
  if (keep === undefined && age === undefined) {
    throw new InfbenchError('usage', {
      message: 'db prune: expected --older-than, --keep or both, got neither: every run would go',
      hint: 'infbench db prune --older-than 90d --dry-run',
    })
  }
  if (keep !== undefined && (!Number.isSafeInteger(keep) || keep < 0)) {
    throw new InfbenchError('usage', {
      message: `db prune: --keep: expected a whole number from 0 on, got ${keep}`,
      hint: 'infbench db prune --keep 100 --dry-run',
    })
  }
  return {
    startedBeforeMs: age === undefined ? null : nowMs - ageMs(age),
    keepNewest: keep ?? null,
    ...{ project: args.project ?? null, tag: args.tag ?? null, taggedToo: args.tagged === true },
  }
}
