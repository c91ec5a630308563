/*
 * What oxlint cannot see: the names, the number and the length of files, C++ among them. Prints one line per fault and
 * exits 1 when there is any. `node scripts/lint/tree.mjs [ROOT]`
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const rooms = ['src', 'engine', 'reports', 'scripts', 'workloads']
const skipped = new Set(['node_modules', 'build', 'dist'])
const maxFilesPerFolder = 12
const maxLines = 200
const maxLinesOfKernels = 300
const vagueNames = /^(?:utils?|common|misc|base|manager|types|helpers|index)\.[a-z]+$/
const kebab = /^\.?[a-z0-9]+(?:[-.][a-z0-9]+)*$/

/** Data and generated pages whose length says nothing about how they read. */
const notCounted = /\.(?:json|yaml|svg|png|csv|md|snap)$/
/** SQL and the kernels of one instruction set, which unroll by hand. */
const longer = /\.sql$|^engine\/native\/kernels\/.*\.cc$/
/** C++, whose kernel families name their files after the family and the features they need, with underscores. */
const underscored = /^(?:engine|src\/clients)\/native\//
/** Pages that convention spells in capitals. */
const capitals = /^[A-Z]+\.md$/
/** A folder of data is not read from end to end. */
const uncrowded = /^(?:workloads|reports\/images)(?:\/|$)/

/** Every fault of the tree under `root`, as lines `path: what`. */
export function treeFaults(root) {
  return rooms.flatMap((room) => folderFaults(root, room))
}

function folderFaults(root, folder) {
  const entries = entriesOf(join(root, folder))
  const files = entries.filter((entry) => entry.isFile())
  const faults = files.flatMap((file) => fileFaults(root, `${folder}/${file.name}`, file.name))
  const sources = files.filter((file) => !notCounted.test(file.name))
  if (sources.length > maxFilesPerFolder && !uncrowded.test(folder))
    faults.push(`${folder}: ${sources.length} files; past ${maxFilesPerFolder} a folder gets subfolders`)
  for (const entry of entries) {
    if (!entry.isDirectory() || skipped.has(entry.name)) continue
    const path = `${folder}/${entry.name}`
    if (!named(path, entry.name)) faults.push(`${path}: folder names are kebab-case`)
    faults.push(...folderFaults(root, path))
  }
  return faults
}

function fileFaults(root, path, name) {
  const faults = []
  if (vagueNames.test(name)) faults.push(`${path}: name the file after its main export, not ${name}`)
  if (!named(path, name)) faults.push(`${path}: file names are kebab-case`)
  if (notCounted.test(name)) return faults
  const limit = longer.test(path) ? maxLinesOfKernels : maxLines
  const lines = readFileSync(join(root, path), 'utf8').split('\n').length - 1
  // TypeScript and JavaScript are counted by oxlint, which knows the exceptions.
  if (lines > limit && !/\.(?:ts|mjs|js)$/.test(name)) faults.push(`${path}: ${lines} lines; at most ${limit}`)
  return faults
}

function named(path, name) {
  return capitals.test(name) || kebab.test(underscored.test(path) ? name.replaceAll('_', '-') : name)
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = treeFaults(process.argv[2] ?? process.cwd())
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
