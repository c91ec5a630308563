/*
 * Makes a fresh clone runnable: dependencies, TypeScript, report client, native addon. Plain node, no dependencies, since
 * it runs before there are any.
 *
 * Each stage knows its inputs and its outputs. It is skipped when its outputs are there and its stamp, written last and
 * taken away first, holds the fingerprint of its inputs: an interrupted run leaves no stamp, so half a stage is never
 * taken for a whole one. What has failed lets its neighbours end before it is told. A lock lets one setup work at a time; others wait and then find everything done.
 */
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { withLock } from './setup/lock.mjs'
import { SetupFault } from './setup/setup-fault.mjs'
import { stagesOf } from './setup/stages.mjs'
import { requireNode } from './setup/tools.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Runs every stage that is not up to date; rejects with a SetupFault whose message says what is missing and how to get it. */
export async function setUp(folder, say) {
  requireNode(folder)
  const groups = stagesOf(folder)
  if (groups.flat(2).every((stage) => stage.upToDate())) return
  await withLock(folder, say, async () => {
    for (const lists of groups) {
      const ends = await Promise.allSettled(lists.map((stages) => runEach(stages, say)))
      for (const end of ends) if (end.status === 'rejected') throw end.reason
    }
  })
}

async function runEach(stages, say) {
  for (const stage of stages) {
    if (stage.upToDate()) continue
    const startedAt = process.hrtime.bigint()
    say(`setup: ${stage.title} ...`)
    await stage.run()
    say(`setup: ${stage.title} done in ${(Number(process.hrtime.bigint() - startedAt) / 1e9).toFixed(1)} s`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setUp(root, (line) => process.stderr.write(`${line}\n`))
  } catch (error) {
    if (!(error instanceof SetupFault)) throw error
    process.stderr.write(`setup: ${error.message}\n`)
    process.exitCode = 1
  }
}
