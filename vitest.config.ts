import { defineConfig } from 'vitest/config'

const alone = {
  pool: 'forks',
  fileParallelism: false,
  maxWorkers: 1,
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const

// What measures time runs one file after another, once the quick tests are through: two engines at once on two cores would
// measure each other. Whole commands are judged by what they say, so two of them may share the machine.
export default defineConfig({
  test: {
    reporters: ['default', './scripts/test/closing-line-reporter.mjs'],
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
          ...alone,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
