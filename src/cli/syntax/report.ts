import { databaseOption, defineCommand } from './command-syntax.ts'
import { groupReference, runReference } from './show.ts'

/** `infbench report`. */
export const reportSyntax = defineCommand({
  command: 'report [run]',
  summary: 'Writes the report of a stored run, sweep or search: one HTML file, or another format.',
  positionals: { run: { type: 'string', default: 'latest', describe: `${runReference}; ${groupReference}` } },
  options: {
    format: {
      type: 'string',
      choices: ['html', 'md', 'json', 'svg', 'csv'],
      requiresArg: true,
      describe: 'html; md: for a pull request; json: its data; svg, csv: a folder with a file for each chart',
      defaultDescription: 'by the ending of -o, else html',
      group: 'Output:',
    },
    out: {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      describe: 'file to write, or folder for svg and csv; - is stdout',
      defaultDescription: 'reports/RUN.html beside the database',
      group: 'Output:',
    },
    open: { type: 'boolean', default: false, describe: 'open it when it is written', group: 'Output:' },
    db: databaseOption,
  },
  examples: [
    ['infbench report', 'the latest run'],
    ['infbench report latest-group -o sweep.html', 'the latest sweep or search'],
    ['infbench report latest --format md -o -', 'as Markdown to stdout'],
  ],
  execute: async (args, io) => (await import('../commands/report.ts')).report(args, io),
})
