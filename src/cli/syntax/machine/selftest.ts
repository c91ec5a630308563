import { databaseOption, defineCommand, jsonOption, repeatable } from '../command-syntax.ts'

/** `infbench selftest`. */
export const selftestSyntax = defineCommand({
  command: 'selftest',
  measures: true,
  summary: 'Certifies what infbench itself measures wrong on this machine, in under a minute.',
  positionals: {},
  options: {
    only: {
      type: 'string',
      requiresArg: true,
      coerce: repeatable,
      choices: ['timing', 'chunks', 'load', 'pacing', 'stall', 'connections'] as const,
      describe: 'make this part alone; repeatable; nothing is stored then',
      group: 'Parts:',
    },
    db: databaseOption,
    json: jsonOption,
    quiet: { type: 'boolean', alias: 'q', default: false, describe: 'no progress on stderr', group: 'Output:' },
  },
  examples: [
    ['infbench selftest --only connections', 'one part, nothing stored'],
    ['infbench selftest', 'all of it; later runs on this machine carry the result'],
    ['infbench selftest --only chunks --json', 'for scripts; exit code 12 when a bar is missed'],
  ],
  execute: async (args, io) => (await import('../../commands/machine/selftest.ts')).selftest(args, io),
})
