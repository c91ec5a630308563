import { databaseOption, defineCommand, jsonOption, repeatable } from '../command-syntax.ts'
import { runReference } from '../show.ts'

/** `infbench tag`. */
export const tagSyntax = defineCommand({
  command: 'tag <run> [tags..]',
  summary: 'Tags a stored run, puts it into a project, or shows how it is tagged.',
  positionals: {
    run: { type: 'string', demandOption: true, describe: runReference },
    tags: { type: 'string', array: true, describe: 'tags to add: release or +release' },
  },
  options: {
    remove: {
      type: 'string',
      requiresArg: true,
      coerce: repeatable,
      describe: 'tag to take away; repeatable',
      group: 'Labels:',
    },
    project: {
      type: 'string',
      requiresArg: true,
      conflicts: 'no-project',
      describe: 'project to put the run into; it leaves the one it is in',
      group: 'Labels:',
    },
    'no-project': { type: 'boolean', describe: 'take the run out of its project', group: 'Labels:' },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ['infbench tag latest +release', 'the latest run; tag:release names it from now on'],
    ['infbench tag latest --remove release --project chat', 'one label less, one more'],
    ['infbench tag latest~1 --json', 'as it stands, for scripts'],
  ],
  execute: async (args, io) => (await import('../../commands/labels/tag.ts')).tag(args, io),
})
