import { formatNames } from '../../../workload/sources/formats/format-names.ts'
import { defineCommand, jsonOption, repeatable, skipBadRowsOption } from '../command-syntax.ts'

/** `infbench workload inspect`. */
export const workloadSyntax = defineCommand({
  command: 'workload <action> <source>',
  summary: 'Draws what a source of requests holds: lengths, rate over time, burstiness, sharing, sessions.',
  positionals: {
    action: { type: 'string', choices: ['inspect'] as const, demandOption: true, describe: 'what to do' },
    source: {
      type: 'string',
      demandOption: true,
      describe: 'trace or data set, a workload file (YAML), or a built-in distribution',
    },
  },
  options: {
    format: {
      type: 'string',
      choices: ['auto', ...formatNames] as const,
      default: 'auto' as const,
      requiresArg: true,
      describe: 'format of the file',
      defaultDescription: 'by its content',
      group: 'Workload:',
    },
    column: {
      type: 'string',
      requiresArg: true,
      coerce: repeatable,
      describe: 'name a column of a table: input=NAME, also output, time, prompt, answer, session; repeatable',
      group: 'Workload:',
    },
    skip: {
      type: 'number',
      requiresArg: true,
      default: 0,
      describe: 'rows to leave out at the start',
      group: 'Workload:',
    },
    take: {
      type: 'number',
      requiresArg: true,
      describe: 'rows to use after that',
      defaultDescription: 'all',
      group: 'Workload:',
    },
    'skip-bad-rows': skipBadRowsOption,
    json: jsonOption,
  },
  examples: [
    ['infbench workload inspect azure-conv-2023', 'a built-in distribution'],
    ['infbench workload inspect workloads/quickstart.yaml', 'all sources of a workload'],
    ['infbench workload inspect trace.csv --column input=prompt_size --json', 'a table of its own kind, for scripts'],
  ],
  execute: async (args, io) => (await import('../../commands/workload.ts')).workload(args, io),
})
