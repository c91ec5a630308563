import type { ErrorCode } from '../core/errors.ts'

/** Everything `infbench` may exit with (DESIGN section 6). Scripts rely on these; the list is closed. */
export type ExitCode = 0 | 1 | 10 | 11 | 12 | 64 | 65 | 69 | 130

/** What each exit code says, in the words of `infbench --help`. */
export const exitCodeMeanings = {
  0: 'done; a run that completed exits 0 whatever its validity, which it states',
  1: 'not finished: something could not be written (disk full, no permission), or a bug',
  10: 'regression',
  11: 'inconclusive',
  12: 'incomparable or invalid; selftest: the machine cannot measure to the bar',
  64: 'the command line makes no sense, or names a run that is not stored',
  65: 'bad input: workload, policy, trace, model file or database',
  69: 'target unavailable: unreachable, refusing, not started, or over half of the requests failed',
  130: 'interrupted; what was measured is stored',
} as const satisfies Record<ExitCode, string>

/** The exit code of each error. The store's write errors are 1: nothing in the closed list says "cannot write". */
export const exitCodeOf = {
  usage: 64,
  'workload.unreadable': 65,
  'workload.malformed': 65,
  'workload.invalid': 65,
  'policy.unreadable': 65,
  'policy.malformed': 65,
  'policy.invalid': 65,
  'gate.malformed': 65,
  'source.unreadable': 65,
  'source.empty': 65,
  'import.malformed': 65,
  'import.unknown': 65,
  'target.unreachable': 69,
  'target.refused': 69,
  'engine.start': 69,
  'server.start': 69,
  'engine.model': 65,
  'engine.addon': 69,
  'load.worker': 1,
  'driver.missing': 69,
  'driver.failed': 1,
  'merge.mismatch': 65,
  'store.unreadable': 65,
  'store.newer': 65,
  'store.clash': 65,
  'store.full': 1,
  'store.readonly': 1,
  'run.unknown': 64,
  'run.failed': 69,
  'selftest.missed': 12,
  'output.unwritable': 1,
  interrupted: 130,
  internal: 1,
} as const satisfies Record<ErrorCode, ExitCode>
