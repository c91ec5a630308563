import type { Io } from '../../../core/io.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { baselineRuns } from './baseline-runs.ts'
import { checkCiArguments, type CiArgs } from './ci-args.ts'
import { initCi } from './init-ci.ts'
import { reportVerdict } from './report-verdict.ts'

/** What a pipeline needs around `infbench gate`. */
export async function ci(args: CiArgs, io: Io): Promise<ExitCode> {
  checkCiArguments(args)
  if (args.action === 'init') return initCi(args, io)
  if (args.action === 'report') return reportVerdict(args, io)
  return baselineRuns(args, io)
}
