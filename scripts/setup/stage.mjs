import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupFault } from './setup-fault.mjs'
import { buildEnvironment } from './tools.mjs'

/**
 * One stage of the setup. `fingerprint()` names its inputs, `outputs` are files that must exist, `work()` makes them.
 * `adopt()` may vouch for outputs that were made without the setup.
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
    run() {
      rmSync(path, { force: true })
      work()
      if (!whole())
        throw new SetupFault(`${title}: ended without ${outputs.find((output) => !existsSync(join(root, output)))}`)
      write()
    },
  }
}

/** Runs a program quietly; its output is shown only when it fails. */
export function runQuietly(root, title, command, args) {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: buildEnvironment(),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (status === 0) return
  const ended = error?.message ?? (signal === null ? `exit code ${status}` : `signal ${signal}`)
  const lines = `${stdout ?? ''}${stderr ?? ''}`.trimEnd().split('\n').slice(-40)
  throw new SetupFault(`${title}: ${[command, ...args].join(' ')} ended with ${ended}\n${lines.join('\n')}`)
}
