import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupFault } from './setup-fault.mjs'
import { buildEnvironment } from './tools.mjs'

/**
 * One stage of the setup. `fingerprint()` names its inputs, `outputs` are files that must exist, `work()` makes them, at once
 * or by a promise. `adopt()` may vouch for outputs that were made without the setup.
 */
export function stage({ root, title, stamp, fingerprint, outputs, work, adopt = () => false }) {
  const path = join(root, stamp)
  const whole = () => outputs.every((output) => existsSync(join(root, output)))
  const write = () => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${fingerprint()}\n`)
  }
  return {
    title,
    upToDate() {
      if (!whole()) return false
      if (existsSync(path)) return readFileSync(path, 'utf8').trim() === fingerprint()
      if (!adopt()) return false
      write()
      return true
    },
    async run() {
      rmSync(path, { force: true })
      await work()
      if (!whole())
        throw new SetupFault(`${title}: ended without ${outputs.find((output) => !existsSync(join(root, output)))}`)
      write()
    },
  }
}

/** Runs a program quietly; its output is shown only when it fails. */
export async function runQuietly(root, title, command, args) {
  const { ended, output } = await runToEnd(command, args, { cwd: root, env: buildEnvironment() })
  if (ended === null) return
  const lines = output.trimEnd().split('\n').slice(-40)
  throw new SetupFault(`${title}: ${[command, ...args].join(' ')} ended with ${ended}\n${lines.join('\n')}`)
}

/** How a program ended, null when well, and all it said. */
function runToEnd(command, args, options) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes))
  return new Promise((resolve) => {
    const end = (ended) => resolve({ ended, output: Buffer.concat(said).toString() })
    child.on('error', (error) => end(error.message))
    child.on('close', (status, signal) => {
      if (status === 0) end(null)
      else end(signal === null ? `exit code ${status}` : `signal ${signal}`)
    })
  })
}
