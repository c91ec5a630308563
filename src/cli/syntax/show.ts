import { databaseOption, defineCommand, jsonOption } from './command-syntax.ts'

/** How a stored run is named on the command line. */
export const runReference = 'a run: its id or the start of it, its name, latest, latest~1, ...'

/** `infbench show`. */
export const showSyntax = defineCommand({
  command: 'show [run]',
  summary: 'Shows the summary of a stored run, from its stored requests.',
  positionals: { run: { type: 'string', default: 'latest', describe: runReference } },
  options: { json: jsonOption, db: databaseOption },
  examples: [
    ['infbench show', 'the latest run'],
    ['infbench show latest~1', 'the one before'],
    ['infbench show latest --json', 'as infbench.run/1, for scripts'],
  ],
  execute: async (args, io) => (await import('../commands/show.ts')).show(args, io),
})
