import { defineCommand, jsonOption, repeatable, skipBadRowsOption } from './command-syntax.ts'

/** `infbench validate`. */
export const validateSyntax = defineCommand({
  command: 'validate <file>',
  summary: 'Checks a workload file and says what it would run; sends nothing.',
  positionals: { file: { type: 'string', demandOption: true, describe: 'workload file (YAML)' } },
  options: {
    set: {
      type: 'string',
      requiresArg: true,
      coerce: repeatable,
      describe: 'override a value of the file: a.b=value; repeatable',
      group: 'Workload:',
    },
    'skip-bad-rows': skipBadRowsOption,
    json: { ...jsonOption, describe: 'print the resolved plans as one JSON document, in base units' },
  },
  examples: [
    ['infbench validate workloads/quickstart.yaml', 'is it right, and what does it do?'],
    ['infbench validate chat.yaml --set arrival.rate=8/s', 'with an override'],
    ['infbench validate chat.yaml --json', 'every default filled in'],
  ],
  execute: async (args, io) => (await import('../commands/validate.ts')).validate(args, io),
})
