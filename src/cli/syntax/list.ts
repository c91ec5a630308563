import { databaseOption, defineCommand, jsonOption } from './command-syntax.ts'

/** `infbench list`. */
export const listSyntax = defineCommand({
  command: 'list',
  summary: 'Lists the stored runs, newest first.',
  positionals: {},
  options: {
    limit: {
      type: 'number',
      alias: 'n',
      default: 20,
      requiresArg: true,
      describe: 'runs shown at most; 0 shows all',
      group: 'Output:',
    },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ['infbench list', 'the last 20 runs'],
    ['infbench list --limit 0 --json', 'all of them, for scripts'],
    ['INFBENCH_DB=ci/results.db infbench list', 'of another database'],
  ],
  execute: async (args, io) => (await import('../commands/list.ts')).list(args, io),
})
