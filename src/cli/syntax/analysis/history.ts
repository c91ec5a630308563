import { databaseOption, defineCommand, jsonOption } from '../command-syntax.ts'

/** `infbench history`. */
export const historySyntax = defineCommand({
  command: 'history <metric>',
  summary: 'Shows one figure of run after run, over time and commits, and marks where it changed.',
  positionals: {
    metric: {
      type: 'string',
      demandOption: true,
      describe: 'ttft.p50, tpot.p99, outputTokensPerS ...; ttft means ttft.p50',
    },
  },
  options: {
    name: { type: 'string', requiresArg: true, describe: 'runs of this name only, its repeats too', group: 'Runs:' },
    tag: { type: 'string', requiresArg: true, describe: 'runs of this tag only', group: 'Runs:' },
    project: { type: 'string', requiresArg: true, describe: 'runs of this project only', group: 'Runs:' },
    last: { type: 'number', requiresArg: true, default: 100, describe: 'so many of them, the newest', group: 'Runs:' },
    out: { type: 'string', alias: 'o', requiresArg: true, describe: 'also write an HTML page', group: 'Output:' },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ['infbench history ttft.p50', 'every workload, a line each'],
    ['infbench history outputTokensPerS --last 30', 'the last 30 runs'],
    ['infbench history tpot.p99 -o history.html', 'with a page to share'],
  ],
  execute: async (args, io) => (await import('../../commands/analysis/history.ts')).history(args, io),
})
