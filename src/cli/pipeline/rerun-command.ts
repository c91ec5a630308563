import type { RunHeader } from '../../core/run-header.ts'

/** The command that runs the same again, quoted for a POSIX shell. */
export function rerunCommand(header: Pick<RunHeader, 'workload'>): string {
  const overrides = header.workload.overrides.flatMap((override) => ['--set', shellWord(override)])
  return ['infbench run', shellWord(header.workload.path ?? '-'), ...overrides].join(' ')
}

/** A word as a POSIX shell reads it back unchanged. */
export const shellWord = (word: string) =>
  /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
