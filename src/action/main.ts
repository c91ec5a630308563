/** The GitHub Action's entry; action.yml names its bundle. The only file of it that reads the process. */
import { randomUUID } from 'node:crypto'
import { runAction } from './run-action.ts'
import { runProgram } from './run-program.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

process.exitCode = await runAction({
  env: process.env,
  cwd: process.cwd(),
  say: (line) => void process.stdout.write(`${line}\n`),
  run: (command, options) => runProgram(command, options, stop.signal),
  fetch,
  newFence: randomUUID,
})
