/*
 * Ends a test run with `N passed, M failed` (and `, K skipped` where there are any) alone on the last line, for people and
 * for programs that read it. A file that cannot be loaded and an error outside every test count as failures, so that the
 * line never says 0 failed about a broken run.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'

/** The closing line of the tallies of a run. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** Counts the tests of vitest's modules; `errors` are those that belong to no test. */
export function tally(modules, errors) {
  const counts = { passed: 0, failed: errors.length, skipped: 0 }
  for (const module of modules) {
    const before = counts.failed
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') counts.passed++
      else if (state === 'skipped') counts.skipped++
      else counts.failed++
    }
    if (module.state() === 'failed' && counts.failed === before) counts.failed++
  }
  return counts
}

/** The vitest reporter; must stand last in the list. INFBENCH_TEST_TALLY names a file for the line, for scripts. */
export default class ClosingLineReporter {
  onTestRunEnd(modules, errors) {
    const line = closingLine(tally(modules, errors))
    const file = process.env.INFBENCH_TEST_TALLY
    if (file !== undefined) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${line}\n`)
    }
    process.stdout.write(`\n${line}\n`)
  }
}
