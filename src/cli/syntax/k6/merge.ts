import { databaseOption, defineCommand, jsonOption, repeatable } from '../command-syntax.ts'

/** `infbench merge`. */
export const mergeSyntax = defineCommand({
  command: 'merge <files..>',
  summary: 'Joins what the instances of an exported k6 script wrote into one run, and stores it.',
  positionals: {
    files: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: "k6's JSON output of each instance, packed with gzip or not",
    },
  },
  options: {
    name: {
      type: 'string',
      requiresArg: true,
      describe: 'name of the run',
      defaultDescription: "the script's",
      group: 'Store:',
    },
    tag: {
      type: 'string',
      requiresArg: true,
      coerce: repeatable,
      describe: 'label stored with the run; repeatable',
      group: 'Store:',
    },
    db: databaseOption,
    json: jsonOption,
  },
  examples: [
    ['infbench merge parts/part-1.json parts/part-2.json', 'two machines, one run'],
    ['infbench merge parts/*.json --name scale-out --tag k6', 'all of a folder'],
    ['infbench merge parts/*.json --json > run.json', 'for scripts'],
  ],
  execute: async (args, io) => (await import('../../commands/k6/merge.ts')).merge(args, io),
})
