import { databaseOption, defineCommand } from '../command-syntax.ts'

/** `infbench ui`. */
export const uiSyntax = defineCommand({
  command: 'ui',
  summary: 'Serves a page over the stored runs, to this machine alone: filter, tag, compare, watch a run.',
  positionals: {},
  options: {
    port: {
      type: 'number',
      requiresArg: true,
      describe: 'port of 127.0.0.1; 0: any free one',
      defaultDescription: '8710, or any free one where it is taken',
      group: 'Page:',
    },
    open: { type: 'boolean', default: false, describe: 'open the page in the browser', group: 'Page:' },
    db: databaseOption,
  },
  examples: [
    ['infbench ui --port 0', 'prints the address with its token; Ctrl-C ends it'],
    ['infbench ui --open', 'opens the browser'],
    ['infbench ui --db team.db', 'runs of another database'],
  ],
  execute: async (args, io) => (await import('../../commands/pages/ui.ts')).ui(args, io),
})
