import { defineConfig } from 'vitest/config'
import { SlowFirstSequencer } from './scripts/test/slow-first-sequencer.ts'

// Three groups, one after another. What measures time has the machine to itself: two engines at once on two cores would
// measure each other. All else that starts processes is judged by what they say, so two such files share the machine.
const measuresTime = [
  'test/integration/load/**/*.test.ts',
  'test/integration/record/**/*.test.ts',
  'test/integration/clients/kept-connections.test.ts',
  'test/integration/targets/watch-server.test.ts',
  'test/integration/engine/{engine-process,kernel-bench,peaks,step-parts}.test.ts',
]
const twoAtOnce = { pool: 'forks', maxWorkers: 2, sequence: { groupOrder: 1 } } as const

export default defineConfig({
  test: {
    reporters: ['default', './scripts/test/closing-line-reporter.mjs'],
    sequence: { sequencer: SlowFirstSequencer },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: measuresTime,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...twoAtOnce,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          ...twoAtOnce,
        },
      },
      {
        test: {
          name: 'timing',
          include: measuresTime,
          pool: 'forks',
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
