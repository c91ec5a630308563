/*
 * Runs when npm installs the package (`npm i -g infbench-0.1.0.tgz`): builds the native addon, unless the one that came
 * along loads on this machine. Never fails the install: without the addon everything but the bundled engine works, and
 * `infbench doctor` says what is missing. In a clone it does nothing; there scripts/setup.mjs builds.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildEnvironment, loads } from './setup/tools.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const addon = join(root, 'engine/native/build/Release/infbench_native.node')

/** node-gyp as npm names it to install scripts, or as found on the PATH. */
function build() {
  const gyp = process.env.npm_config_node_gyp
  const [program, args] = gyp === undefined ? ['node-gyp', []] : [process.execPath, [gyp]]
  return spawnSync(program, [...args, 'rebuild', '--directory', 'engine/native', '-j', 'max'], {
    cwd: root,
    env: buildEnvironment(),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  })
}

const isClone = existsSync(join(root, 'tsconfig.json'))
if (!isClone && !loads(addon)) {
  const { status, error, stderr } = build()
  if (status !== 0) {
    const reason = error?.message ?? stderr.trimEnd().split('\n').slice(-12).join('\n')
    process.stderr.write(
      `infbench: the bundled engine's native addon was not built; everything else works.\n` +
        `  hint: apt-get install -y g++ make python3, then npm rebuild -g infbench\n${reason}\n`,
    )
  }
}
