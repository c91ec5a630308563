import { databaseOption, defineCommand, jsonOption } from '../command-syntax.ts'

/** `infbench doctor`. */
export const doctorSyntax = defineCommand({
  command: 'doctor',
  summary: 'Says what this machine has, what is missing, and how to get it.',
  positionals: {},
  options: { json: jsonOption, db: databaseOption },
  examples: [
    ['infbench doctor', 'every check, one line each'],
    ['infbench doctor --json', 'for scripts; exit code 0 when all that is needed is there'],
    ['infbench doctor --db results.db', 'checks another database'],
  ],
  execute: async (args, io) => (await import('../../commands/machine/doctor.ts')).doctor(args, io),
})
