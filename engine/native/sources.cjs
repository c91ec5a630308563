// Prints the C++ files of one target of binding.gyp, a line each: node sources.cjs TARGET. With `--takes FLAG`: 1 where the
// compiler takes that flag, else 0.
// A file belongs to the instruction set that its name ends in; `_check`, `_bench` and the harness make the kernels' own
// program; addon/ is the addon; all else is the executor. check.mk follows the same rule.
const { spawnSync } = require('node:child_process')
const { readdirSync } = require('node:fs')
const { join, relative } = require('node:path')
const process = require('node:process')

const isas = ['avx2', 'avxvnni', 'evexvnni', 'avx512', 'avx512vnni', 'avx512bf16', 'neon']

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'build') return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

function targetOf(path) {
  const suffix = path.slice(path.lastIndexOf('_') + 1, -'.cc'.length)
  if (isas.includes(suffix)) return suffix
  if (path.startsWith('addon/')) return 'addon'
  return suffix === 'check' || suffix === 'bench' || path.includes('/harness/') ? 'kernels' : 'executor'
}

function sourcesOf(target) {
  return filesBelow(__dirname)
    .map((path) => relative(__dirname, path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.cc') && targetOf(path) === target)
    .toSorted()
    .map((path) => `${path}\n`)
    .join('')
}

// The compiler that node-gyp's makefiles take.
function takes(flag) {
  const [compiler, ...args] = (process.env.CXX_target ?? process.env.CXX ?? 'g++').split(/\s+/)
  const options = { input: '', stdio: ['pipe', 'ignore', 'ignore'], timeout: 20_000 }
  return spawnSync(compiler, [...args, flag, '-fsyntax-only', '-x', 'c++', '-'], options).status === 0
}

const [target, flag] = process.argv.slice(2)
process.stdout.write(target === '--takes' ? (takes(flag) ? '1' : '0') : sourcesOf(target))
