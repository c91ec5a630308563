import { databaseOption, defineCommand, jsonOption } from './command-syntax.ts'
import { runReference } from './show.ts'

/** `infbench compare`. */
export const compareSyntax = defineCommand({
  command: 'compare <a> <b>',
  summary: 'Puts two stored runs side by side: what differs first, then metrics.',
  positionals: {
    a: { type: 'string', demandOption: true, describe: `before; ${runReference}` },
    b: { type: 'string', demandOption: true, describe: 'after; likewise' },
  },
  options: {
    out: { type: 'string', alias: 'o', requiresArg: true, describe: 'also write an HTML comparison', group: 'Output:' },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ['infbench compare latest~1 latest', 'the last two runs'],
    ['infbench compare latest~1 latest -o compare.html', 'with a page to share'],
    ['infbench compare latest~1 latest --json', 'for scripts'],
  ],
  execute: async (args, io) => (await import('../commands/compare.ts')).compare(args, io),
})
