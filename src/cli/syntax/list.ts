import { databaseOption, defineCommand, jsonOption } from './command-syntax.ts'

/** `infbench list`. */
export const listSyntax = defineCommand({
  command: 'list',
  summary: 'Lists the stored runs, or groups of runs, newest first.',
  positionals: {},
  options: {
    limit: {
      type: 'number',
      alias: 'n',
      default: 20,
      requiresArg: true,
      describe: 'lines shown at most; 0 shows all',
      group: 'Output:',
    },
    groups: {
      type: 'boolean',
      default: false,
      describe: 'list sweeps, searches and repeats, a line for each group of runs',
      group: 'Output:',
    },
    project: { type: 'string', requiresArg: true, describe: 'runs of this project only', group: 'Labels:' },
    tag: { type: 'string', requiresArg: true, describe: 'runs with this tag only', group: 'Labels:' },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ['infbench list', 'the last 20 runs'],
    ['infbench list --limit 0 --json', 'all of them, for scripts'],
    ['infbench list --project chat --tag release', 'only those'],
  ],
  execute: async (args, io) => (await import('../commands/list.ts')).list(args, io),
})
