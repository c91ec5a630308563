import { kill } from 'node:process'

/** Signals every process of a group; does nothing where none is left of it. */
export function signalGroup(leaderPid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    kill(-leaderPid, signal)
  } catch (error) {
    // EPERM: what is left of it has ended and waits to be reaped (macOS)
    if (!['ESRCH', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error
  }
}

/** Whether a process of this machine has that id. One of another user counts. */
export function isAlive(pid: number): boolean {
  try {
    kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
