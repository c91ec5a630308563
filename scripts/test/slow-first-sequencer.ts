import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest, longest first. One that is missing here, or out of order, costs time and nothing else. */
const slow = [
  'native-sanitizers',
  'report',
  'cli-selftest',
  'cli-run',
  'cli-bad-target',
  'neon-kernels',
  'cli-examples',
  'native-kernels',
  'cli-bad-store',
  'cli-search',
  'cli-sessions',
]

/** Starts the files that take longest first, so that at the end of a group no worker waits long for the other's last file. */
export class SlowFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rank(a.moduleId) - rank(b.moduleId))
  }
}

function rank(path: string): number {
  const place = slow.indexOf(/([^/\\]+)\.test\.ts$/.exec(path)?.[1] ?? '')
  return place < 0 ? slow.length : place
}
