import { databaseOption, defineCommand, jsonOption, repeatable } from '../command-syntax.ts'

/** `infbench import`. */
export const importSyntax = defineCommand({
  command: 'import <files..>',
  summary: 'Imports results of other tools as runs: shown, compared and reported like own ones.',
  positionals: {
    files: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'results (.gz as well), or folders of them; src/import/README.md lists the tools',
    },
  },
  options: {
    format: {
      type: 'string',
      requiresArg: true,
      describe: 'tool that made the files, where their content does not tell',
      defaultDescription: 'by their content',
      group: 'Import:',
    },
    name: {
      type: 'string',
      requiresArg: true,
      describe: 'name of the runs',
      defaultDescription: 'model and load, as the file tells them',
      group: 'Import:',
    },
    tag: {
      type: 'string',
      requiresArg: true,
      coerce: repeatable,
      describe: 'label stored with the runs; repeatable',
      group: 'Import:',
    },
    project: { type: 'string', requiresArg: true, describe: 'project that the runs belong to', group: 'Import:' },
    db: databaseOption,
    json: jsonOption,
  },
  examples: [
    ['infbench import result.json', 'results of vllm bench serve, or of any tool that is known'],
    ['infbench import results/ --tag nightly', 'all results in a folder and below it'],
    ['infbench import result.json --format vllm-bench-serve --json', 'a format by name, for scripts'],
  ],
  execute: async (args, io) => (await import('../../commands/imports/import.ts')).importResults(args, io),
})
