import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Files of plain JavaScript. */
export interface BuiltChildren {
  readonly client: string
  readonly bare: string
  readonly server: string
}

/**
 * Client and server as plain JavaScript beside the built package, whose modules they load: started from the sources they would
 * carry a compiler and its threads along, which cost memory and, some seconds later, a collection of their garbage.
 */
export async function buildChildren(): Promise<BuiltChildren> {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`scripts/setup.mjs ended with ${status}: ${stderr.trim()}`)
  const folder = join(root, 'build', 'bench-client')
  mkdirSync(folder, { recursive: true })
  const child = async (name: string) => {
    const outfile = join(folder, `${name}.mjs`)
    await build({
      ...{ entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))], outfile },
      ...{ bundle: true, platform: 'node', format: 'esm', logLevel: 'error', plugins: [builtModules] },
    })
    return outfile
  }
  const [client, bare] = [await child('client-child'), await child('bare-child')]
  return { client, bare, server: join(root, 'dist', 'src', 'selftest', 'mock', 'mock-server.js') }
}

/** Modules of src are taken from dist as they are. */
const builtModules: Plugin = {
  name: 'built-modules',
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const module = join(resolveDir, path).slice(root.length)
      const built = join(root, 'dist', module.replace(/\.ts$/, '.js'))
      return { path: pathToFileURL(built).href, external: true }
    })
  },
}
