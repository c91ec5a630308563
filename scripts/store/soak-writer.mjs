// Writes a run until it is killed, and says on stdout what the store has committed: `soak-writer.mjs DB RUN_ID`, with the built program.
import { writeSync } from 'node:fs'
import { openStore } from '../../dist/src/store/open-store.js'
import { flushRecords } from '../../dist/src/store/write-buffer.js'
import { header, record } from '../../test/fixtures/store/sample.mjs'

const [path, runId] = process.argv.slice(2)
const store = openStore(path)
store.createRun(header(runId))
writeSync(1, '0\n')
for (let count = 1; ; count++) {
  store.append(runId, record(count - 1))
  // as many as that are committed before `append` returns
  if (count % flushRecords === 0) writeSync(1, `${count}\n`)
}
