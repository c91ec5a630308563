import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const pollMs = 200
/** A lock of another machine (a shared folder, a container) cannot be asked whether its owner lives; it ages out. */
const abandonedAfterMs = 30 * 60_000

/** Runs `work`, and waits for its end, while no other setup of the same folder runs; waits for the other one, saying so once. */
export async function withLock(root, say, work) {
  const path = join(root, '.setup.lock')
  let told = false
  while (!take(path)) {
    const owner = ownerOf(path)
    if (owner === null) continue
    if (!owner.alive) {
      clear(path, owner.pid)
      continue
    }
    if (!told) say(`setup: another setup (process ${owner.pid}) is at work; waiting for it`)
    told = true
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

/** A link appears whole or not at all, so nobody ever reads a lock without its owner. */
function take(path) {
  const mine = `${path}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    linkSync(mine, path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Takes a dead owner's lock away by its name, and puts it back if somebody else has taken it in between. */
function clear(path, deadPid) {
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
    if (Number(readFileSync(aside, 'utf8')) !== deadPid) linkSync(aside, path)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

function ownerOf(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    const ageMs = Date.now() - statSync(path).mtimeMs
    return { pid, alive: ageMs < abandonedAfterMs && isAlive(pid) }
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
