/*
 * Runs when npm installs the package (`npm i -g infbench-0.1.0.tgz`): builds the native addons, unless those that came
 * along load on this machine. Never fails the install: without them everything but the bundled engine works, and
 * `infbench doctor` says what is missing. In a clone it does nothing; there scripts/setup.mjs builds.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildEnvironment, loads } from './setup/tools.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const addons = [
  {
    folder: 'engine/native',
    name: 'infbench_native',
    lacking: "the bundled engine's native addon was not built; everything else works",
  },
  {
    folder: 'src/clients/native',
    name: 'infbench_wire',
    lacking: "the client's native addon was not built; requests go over Node's own sockets, which cost more",
  },
]

/** node-gyp as npm names it to install scripts, or as found on the PATH. */
function build(folder) {
  const gyp = process.env.npm_config_node_gyp
  const [program, args] = gyp === undefined ? ['node-gyp', []] : [process.execPath, [gyp]]
  return spawnSync(program, [...args, 'rebuild', '--directory', folder, '-j', 'max'], {
    cwd: root,
    env: buildEnvironment(),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  })
}

function installAddon({ folder, name, lacking }) {
  if (loads(join(root, folder, 'build/Release', `${name}.node`))) return
  const { status, error, stderr } = build(folder)
  if (status === 0) return
  const reason = error?.message ?? stderr.trimEnd().split('\n').slice(-12).join('\n')
  process.stderr.write(
    `infbench: ${lacking}.\n` +
      `  hint: apt-get install -y g++ make python3, then npm rebuild -g infbench\n${reason}\n`,
  )
}

const isClone = existsSync(join(root, 'tsconfig.json'))
// The client's addon waits for its sockets by epoll.
const wanted = addons.filter(({ name }) => name !== 'infbench_wire' || process.platform === 'linux')
if (!isClone) for (const addon of wanted) installAddon(addon)
