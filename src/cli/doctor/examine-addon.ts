import { execPath } from 'node:process'
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
