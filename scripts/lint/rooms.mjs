/*
 * The plan of the house as data: which room may import which, which rooms are pure, and who may touch the machine.
 * ARCHITECTURE.md tells the same in words. Rooms are the folders directly under src/ and engine/. src/infbench.ts and
 * engine/main.ts are rooms of their own; the other files directly under engine/ (its errors, units, clock) count as its
 * core. A room may always import itself.
 */

/** Floors of src, top first. A room imports rooms of lower floors only, never one of its own floor. */
export const srcFloors = [
  ['infbench.ts'],
  // The GitHub Action is a program of its own, as the command line is one.
  ['cli', 'action'],
  ['report', 'gate', 'load', 'record', 'targets', 'selftest', 'ui', 'export'],
  ['clients', 'workload', 'store', 'metrics', 'import'],
  ['hardware'],
  ['stats'],
  ['core'],
]

const foundations = ['backends', 'native', 'containers']
const leaves = ['telemetry', 'core']

/** What each room of the engine may import. scheduler and kvcache see ids and counts, so nothing that knows tensors. */
export const engineRooms = {
  'main.ts': 'all',
  commands: 'all',
  server: ['runtime', 'scheduler', 'kvcache', 'decoding', 'parallel', 'compiler', 'model', 'tokenizer', ...foundations],
  runtime: ['scheduler', 'kvcache', 'decoding', 'parallel', 'compiler', 'model', 'tokenizer', ...foundations],
  scheduler: ['kvcache'],
  kvcache: [],
  decoding: foundations,
  parallel: foundations,
  compiler: ['model', 'tokenizer', ...foundations],
  model: ['tokenizer', ...foundations],
  tokenizer: foundations,
  backends: ['native'],
  native: [],
  containers: [],
  telemetry: [],
  core: [],
}

/** Rooms of the engine that every other one may import: leaves, which import nothing themselves. */
export const engineLeaves = leaves

/** Rooms that compute and do nothing else: no I/O module, no room that does I/O. */
export const pureRooms = [
  'src/gate',
  'src/metrics',
  'src/stats',
  'src/hardware',
  'src/report',
  'src/import',
  'src/export',
  'engine/scheduler',
  'engine/kvcache',
]

/** Files of a pure room that stand at its edge: the report's renderer reads its page template and scripts. */
export const pureExceptions = [/^src\/report\/(?:render|assets)\//, /^src\/report\/(?:render|read|load)-[a-z-]+\.ts$/]

/** Rooms that do I/O; no pure room imports them, not even at its edge. */
export const ioRooms = [
  'src/store',
  'src/clients',
  'src/targets',
  'src/load',
  'src/record',
  'src/selftest',
  'src/ui',
  'src/cli',
  'src/action',
]

/** Modules that reach outside the process. */
export const ioModules = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'dns/promises',
  'fs',
  'fs/promises',
  'http',
  'http2',
  'https',
  'net',
  'os',
  'perf_hooks',
  'process',
  'readline',
  'tls',
  'worker_threads',
  'better-sqlite3',
  'log-update',
  'undici',
]

/** Files that may read the process, the console, the wall clock and unseeded randomness. */
export const impureFiles = [
  'src/core/clock.ts',
  'src/cli/main.ts',
  'src/action/main.ts',
  // What a program imports: it stands where main.ts stands for the command line.
  'src/infbench.ts',
  'engine/main.ts',
  /^engine\/(?:core\/|telemetry\/)?clock\.ts$/,
  // Its whole work is to read how this process fares.
  'src/load/client-telemetry.ts',
  /(?:^|\/)(?:[a-z-]+-)?worker\.ts$/,
  // Ends process groups, which a ChildProcess cannot.
  'src/targets/started/process-signals.ts',
  // A program of its own, whose clock is its log.
  'src/selftest/mock/mock-server.ts',
  // A program of the build: binding.gyp reads its output.
  'engine/native/sources.cjs',
]

/** Facts of the running program that never change while it runs, so reading them anywhere but in a pure room is harmless. */
export const processFacts = ['arch', 'execPath', 'pid', 'platform', 'version', 'versions']

/** Files where a bare power of ten may turn one unit into another. */
export const unitFiles = ['src/core/units.ts', /^engine\/(?:core\/)?units\.ts$/]

/** Whether `path` is one of `entries`: exact names or patterns. */
export function listed(entries, path) {
  return entries.some((entry) => (typeof entry === 'string' ? entry === path : entry.test(path)))
}

/** `src/load/pacer.ts` -> {side: 'src', room: 'load'}; null for a path outside src and engine. */
export function roomOf(path) {
  const [side, room, inside] = path.split('/')
  if (side === 'src' && room !== undefined) return { side, room }
  if (side !== 'engine' || room === undefined) return null
  return { side, room: inside === undefined && room !== 'main.ts' ? 'core' : room }
}

/** Why a file of room `from` may not import one of room `to` (both from `roomOf`), or null when it may. */
export function forbidden(from, to) {
  if (from.side !== to.side) return `${from.side} and ${to.side} never import each other`
  if (from.room === to.room) return null
  return from.side === 'src' ? forbiddenInSrc(from.room, to.room) : forbiddenInEngine(from.room, to.room)
}

function forbiddenInSrc(from, to) {
  const above = srcFloors.findIndex((floor) => floor.includes(from))
  const below = srcFloors.findIndex((floor) => floor.includes(to))
  if (above < 0) return `src/${from} has no place in the plan of the house (scripts/lint/rooms.mjs)`
  if (below < 0) return `src/${to} has no place in the plan of the house (scripts/lint/rooms.mjs)`
  if (below > above) return null
  return below === above
    ? `src/${from} and src/${to} share a floor; let cli wire them`
    : `src/${to} lies above src/${from}; imports point down only`
}

function forbiddenInEngine(from, to) {
  const allowed = engineRooms[from]
  if (allowed === undefined) return `engine/${from} has no place in the plan of the house (scripts/lint/rooms.mjs)`
  if (!(to in engineRooms)) return `engine/${to} has no place in the plan of the house (scripts/lint/rooms.mjs)`
  if (allowed === 'all') return null
  if (engineLeaves.includes(to)) return from === 'core' ? `engine/core imports no other room` : null
  return allowed.includes(to)
    ? null
    : `engine/${from} may import ${list([...allowed, ...engineLeaves])}, not engine/${to}`
}

const list = (rooms) => rooms.join(', ')
