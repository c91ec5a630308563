import { defineCommand } from './command-syntax.ts'

/** `infbench schema`. */
export const schemaSyntax = defineCommand({
  command: 'schema [what]',
  summary: 'Prints the JSON Schema of workload files, or of what --json prints.',
  positionals: { what: { choices: ['workload', 'run', 'sweep'], default: 'workload', describe: 'which schema' } },
  options: {},
  examples: [
    ['infbench schema > workload.schema.json', 'lets your editor complete workload files'],
    ['infbench schema run', 'what `infbench run --json` prints'],
    ['infbench schema sweep', 'what it prints of several runs together'],
  ],
  execute: async (args, io) => (await import('../commands/schema.ts')).schema(args, io),
})
