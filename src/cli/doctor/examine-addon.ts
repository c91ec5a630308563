import { execPath, platform } from 'node:process'
import { outputOf } from './find-program.ts'
import type { Finding } from './examine-machine.ts'

/** Loads the addon in a child process: one built for another CPU or node may take the process down with it. */
export async function examineAddon(): Promise<Finding> {
  const backend = new URL('../../../engine/backends/native.js', import.meta.url).href
  const script = `const { loadNativeBackend } = await import(${JSON.stringify(backend)}); console.log(loadNativeBackend().isas.join(' '))`
  const { output, complaint } = await outputOf(execPath, ['--input-type=module', '-e', script], 10_000)
  if (output !== null)
    return { what: 'engine addon', state: 'ok', found: `instruction sets: ${output.trim()}`, hint: null }
  return { what: 'engine addon', state: 'missing', found: `does not load: ${complaint}`, hint: 'npm run build:native' }
}

/** The client's own addon, without which requests go over Node's sockets; null where there is none to be had. */
export async function examineWire(): Promise<Finding | null> {
  if (platform !== 'linux') return null
  const what = 'client addon'
  const module = new URL('../../clients/native/load-wire.js', import.meta.url).href
  const script = `const { loadWire } = await import(${JSON.stringify(module)}); if (loadWire() === null) throw new Error('not built'); console.log('loads')`
  const { output, complaint } = await outputOf(execPath, ['--input-type=module', '-e', script], 10_000)
  if (output !== null) return { what, state: 'ok', found: 'sockets on a thread of their own', hint: null }
  return {
    what,
    state: 'optional',
    found: `does not load: ${complaint}; Node's sockets instead`,
    hint: 'npm run build:wire',
  }
}
