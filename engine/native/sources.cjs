// Prints the C++ files of one target of binding.gyp, a line each: node sources.cjs TARGET.
// A file belongs to the instruction set that its name ends in; `_check`, `_bench` and the harness make the kernels' own
// program; addon/ is the addon; all else is the executor. check.mk follows the same rule.
const { readdirSync } = require('node:fs')
const { join, relative } = require('node:path')
const process = require('node:process')

const isas = ['avx2', 'avx512', 'avx512vnni', 'avx512bf16', 'neon']

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

const target = process.argv[2]
const sources = filesBelow(__dirname)
  .map((path) => relative(__dirname, path).replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.cc') && targetOf(path) === target)
process.stdout.write(
  sources
    .toSorted()
    .map((path) => `${path}\n`)
    .join(''),
)
