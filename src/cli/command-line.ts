import type { Io } from '../core/io.ts'
import { ciSyntax } from './syntax/ci/ci.ts'
import { compareSyntax } from './syntax/analysis/compare.ts'
import { historySyntax } from './syntax/analysis/history.ts'
import { gateSyntax } from './syntax/gate/gate.ts'
import { dbSyntax } from './syntax/database/db.ts'
import { doctorSyntax } from './syntax/machine/doctor.ts'
import { exportSyntax } from './syntax/stored/export.ts'
import { engineSyntax, peaksSyntax, serveSyntax } from './syntax/engine.ts'
import { importSyntax } from './syntax/imports/import.ts'
import { k6Syntax } from './syntax/k6/k6.ts'
import { mergeSyntax } from './syntax/k6/merge.ts'
import { initSyntax } from './syntax/init.ts'
import { baselineSyntax } from './syntax/labels/baseline.ts'
import { noteSyntax } from './syntax/labels/note.ts'
import { tagSyntax } from './syntax/labels/tag.ts'
import { listSyntax } from './syntax/list.ts'
import { recordSyntax } from './syntax/traffic/record.ts'
import { reportSyntax } from './syntax/report.ts'
import { runSyntax } from './syntax/run.ts'
import { schemaSyntax } from './syntax/schema.ts'
import { selftestSyntax } from './syntax/machine/selftest.ts'
import { showSyntax } from './syntax/show.ts'
import { uiSyntax } from './syntax/pages/ui.ts'
import { validateSyntax } from './syntax/validate.ts'
import { workloadSyntax } from './syntax/traffic/workload.ts'
import { type CommandSyntax, nameOf } from './syntax/command-syntax.ts'
import { readPlainly } from './syntax/read-plainly.ts'

/** Every command, in the order help lists them: from a first run to the far corners. */
export const commands: readonly CommandSyntax[] = [
  runSyntax,
  listSyntax,
  showSyntax,
  reportSyntax,
  compareSyntax,
  historySyntax,
  gateSyntax,
  tagSyntax,
  noteSyntax,
  baselineSyntax,
  uiSyntax,
  exportSyntax,
  importSyntax,
  k6Syntax,
  mergeSyntax,
  dbSyntax,
  ciSyntax,
  initSyntax,
  validateSyntax,
  workloadSyntax,
  recordSyntax,
  schemaSyntax,
  serveSyntax,
  engineSyntax,
  peaksSyntax,
  selftestSyntax,
  doctorSyntax,
]

/** What the command line asks for: text to print (help, version, completion), or a command with its arguments. */
export type Request =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly syntax: CommandSyntax; readonly args: unknown }

/**
 * Reads the command line; an InfbenchError('usage') says what is wrong with it. A line that is plainly right is read by a few lines of
 * our own; for all that has to be said about any other, the library is loaded that says it well. `db export` is `export`.
 */
export async function readCommandLine(line: readonly string[], version: string, io: Io): Promise<Request> {
  const argv = line[0] === 'db' && line[1] === 'export' ? line.slice(1) : line
  const named = commands.find((syntax) => nameOf(syntax) === argv[0]) ?? null
  if (named?.passthrough === true) return { kind: 'command', syntax: named, args: argv.slice(1) }
  const plain = named === null ? null : readPlainly(named, argv.slice(1))
  if (named !== null && plain !== null) return { kind: 'command', syntax: named, args: plain }
  const { parseLine } = await import('./syntax/parse-line.ts')
  const { args, text } = await parseLine(argv, { commands, named, version, io })
  if (named === null || text !== '') return { kind: 'text', text: text.endsWith('\n') ? text : `${text}\n` }
  return { kind: 'command', syntax: named, args }
}
