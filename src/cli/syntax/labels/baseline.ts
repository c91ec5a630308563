import { databaseOption, defineCommand, jsonOption } from '../command-syntax.ts'

/** `infbench baseline`. */
export const baselineSyntax = defineCommand({
  command: 'baseline <action> [name] [runs..]',
  summary: 'Names the stored runs that others are compared with: baseline:NAME means the newest of them.',
  positionals: {
    action: {
      type: 'string',
      choices: ['set', 'list', 'remove'] as const,
      demandOption: true,
      describe: 'set names runs (anew, where the name is taken), list shows all names, remove forgets one',
    },
    name: { type: 'string', describe: 'its name, unique in its project' },
    runs: { type: 'string', array: true, describe: 'set: one run, or several of one project; default latest' },
  },
  options: {
    project: {
      type: 'string',
      requiresArg: true,
      describe: "set: latest is that project's; list, remove: baselines of that project only",
      group: 'Labels:',
    },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ['infbench baseline set main latest', 'the run to beat'],
    ['infbench baseline list', 'all baselines with their runs'],
    ['infbench baseline remove main', 'the runs stay'],
  ],
  execute: async (args, io) => (await import('../../commands/labels/baseline.ts')).baseline(args, io),
})
