import { databaseOption, defineCommand } from './command-syntax.ts'
import { groupReference, runReference } from './show.ts'

/** `infbench report`. */
export const reportSyntax = defineCommand({
  command: 'report [run]',
  summary: 'Writes the HTML report of a stored run, sweep or search: one file, readable offline.',
  positionals: { run: { type: 'string', default: 'latest', describe: `${runReference}; ${groupReference}` } },
  options: {
    out: {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      describe: 'file to write; - is stdout',
      defaultDescription: 'reports/RUN.html beside the database',
      group: 'Output:',
    },
    db: databaseOption,
  },
  examples: [
    ['infbench report', 'the latest run'],
    ['infbench report latest-group -o sweep.html', 'the latest sweep or search'],
    ['infbench report latest -o - > report.html', 'to stdout'],
  ],
  execute: async (args, io) => (await import('../commands/report.ts')).report(args, io),
})
