import { databaseOption, defineCommand, jsonOption } from '../command-syntax.ts'

/** `infbench db`. */
export const dbSyntax = defineCommand({
  command: 'db <action> [files..]',
  summary: 'Looks after the results database: tells what it holds, checks, shrinks, prunes, merges, recovers.',
  positionals: {
    action: {
      type: 'string',
      choices: ['info', 'check', 'vacuum', 'prune', 'merge', 'recover'] as const,
      demandOption: true,
      describe: 'what to do; `db export` is `infbench export`',
    },
    files: {
      type: 'string',
      array: true,
      describe: 'merge: the databases to add; recover: the new file for what can be read',
    },
  },
  options: {
    deep: { type: 'boolean', describe: 'check: also make every summary again and compare', group: 'Action:' },
    'older-than': {
      type: 'string',
      requiresArg: true,
      describe: 'prune: runs of that age, 90d or 12h',
      group: 'Action:',
    },
    keep: { type: 'number', requiresArg: true, describe: 'prune: so many of the newest stay', group: 'Action:' },
    project: { type: 'string', requiresArg: true, describe: 'prune: runs of this project only', group: 'Action:' },
    tag: { type: 'string', requiresArg: true, describe: 'prune: runs with this tag only', group: 'Action:' },
    tagged: { type: 'boolean', describe: 'prune: runs with tags too; baselines always stay', group: 'Action:' },
    'dry-run': { type: 'boolean', describe: 'prune: only tell what would go', group: 'Action:' },
    'new-ids': { type: 'boolean', describe: 'merge: other runs of a taken id get a new one', group: 'Action:' },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ['infbench db info', 'size, counts, bytes an event'],
    ['infbench db check --deep', 'is every byte of it as it was written?'],
    ['infbench db prune --older-than 90d --dry-run', 'what would go'],
  ],
  execute: async (args, io) => (await import('../../commands/database/db.ts')).db(args, io),
})
