import { defineCommand } from './command-syntax.ts'

/** `infbench schema`. */
export const schemaSyntax = defineCommand({
  command: 'schema [what]',
  summary: 'Prints the JSON Schema of workload and policy files, or of what --json prints.',
  positionals: {
    what: { choices: ['workload', 'run', 'sweep', 'policy', 'gate'], default: 'workload', describe: 'which schema' },
  },
  options: {},
  examples: [
    ['infbench schema > workload.schema.json', 'lets your editor complete workload files'],
    ['infbench schema run', 'what `infbench run --json` prints'],
    ['infbench schema policy > policy.schema.json', 'the same for the policies of infbench gate'],
  ],
  execute: async (args, io) => (await import('../commands/schema.ts')).schema(args, io),
})
