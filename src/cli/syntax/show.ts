import { databaseOption, defineCommand, jsonOption } from './command-syntax.ts'

/** How a stored run is named on the command line. */
export const runReference =
  'a run: its id or the start of it, its name, latest, latest~1, tag:NAME, project:NAME, baseline:NAME'

/** How runs that were made together are named. */
export const groupReference = 'or a group: its id, its name, latest-group'

/** `infbench show`. */
export const showSyntax = defineCommand({
  command: 'show [run]',
  summary: 'Shows the summary of a stored run, or of the runs of a sweep or search together.',
  positionals: { run: { type: 'string', default: 'latest', describe: `${runReference}; ${groupReference}` } },
  options: {
    charts: {
      type: 'boolean',
      default: true,
      describe: 'histograms, percentiles over time, earlier runs; --no-charts leaves them out',
      group: 'Output:',
    },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ['infbench show', 'the latest run'],
    ['infbench show latest-group', 'the runs of the latest sweep or search together'],
    ['infbench show latest --json', 'as infbench.run/1, for scripts'],
  ],
  execute: async (args, io) => (await import('../commands/show.ts')).show(args, io),
})
