import { databaseOption, defineCommand, jsonOption, repeatable } from '../command-syntax.ts'
import { runReference } from '../show.ts'

/** `infbench compare`. */
export const compareSyntax = defineCommand({
  command: 'compare <a> <b> [more..]',
  summary: 'Sets runs, or repeats of them, against each other: what differs first, then metrics with bounds.',
  positionals: {
    a: {
      type: 'string',
      demandOption: true,
      describe: `the reference; ${runReference}; all runs of a group, tag:NAME, baseline:NAME, or several with commas`,
    },
    b: { type: 'string', demandOption: true, describe: 'what is set against it; likewise' },
    more: { type: 'string', array: true, describe: 'further sides, a column each' },
  },
  options: {
    baseline: {
      type: 'string',
      requiresArg: true,
      describe: 'the reference instead of the first; all others are set against it',
      group: 'Comparison:',
    },
    metric: {
      type: 'string',
      coerce: repeatable,
      requiresArg: true,
      describe: 'a metric to have bounds, ttft.p50 or requestsPerS; repeatable; fewer have narrower ones',
      defaultDescription: 'six: wait, pace, work',
      group: 'Comparison:',
    },
    margin: {
      type: 'string',
      requiresArg: true,
      describe: 'a change that matters, 5%; drawn, and told whether more is ruled out',
      group: 'Comparison:',
    },
    out: {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      describe: 'also write an HTML comparison',
      group: 'Output:',
    },
    format: {
      type: 'string',
      choices: ['text', 'json', 'markdown'],
      requiresArg: true,
      describe: 'what stdout gets',
      defaultDescription: 'text',
      group: 'Output:',
    },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ['infbench compare latest~1 latest', 'the last two runs'],
    ['infbench compare latest~1 latest -o compare.html', 'with a page to share'],
    ['infbench compare latest~1 latest --format markdown', 'for a pull request; --json for scripts'],
  ],
  execute: async (args, io) => (await import('../../commands/analysis/compare.ts')).compare(args, io),
})
