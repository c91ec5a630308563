import { resolve } from 'node:path'

/** Where the store is: `--db`, else INFBENCH_DB, else `.infbench/results.db` under the current folder. Absolute. */
export function storePath(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  return resolve(cwd, flag || env.INFBENCH_DB || '.infbench/results.db')
}
