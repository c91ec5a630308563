/** Builds k6 with the extension k6/x/sse, unless it is there, and prints its path: `export K6_BIN=$(npm run -s build:k6)`. */
import { join } from 'node:path'
import { runStages } from '../bench-engine/peers/stage.ts'
import { clientPaths } from '../bench-client/peers/client-paths.ts'
import { k6Stage } from './k6-stage.ts'

const { root, k6 } = clientPaths(process.env)
runStages(
  [k6Stage(k6)],
  () => join(root, 'logs/k6.log'),
  (line) => process.stderr.write(`${line}\n`),
)
process.stdout.write(`${join(k6, 'k6')}\n`)
