import { databaseOption, defineCommand, jsonOption } from '../command-syntax.ts'

/** `infbench gate`. */
export const gateSyntax = defineCommand({
  command: 'gate <policy> [more..]',
  measures: true,
  summary: 'Judges a candidate against a baseline by a policy; the exit code is the verdict, for CI.',
  positionals: {
    policy: { type: 'string', demandOption: true, describe: 'a policy file; or the word explain' },
    more: {
      type: 'string',
      array: true,
      describe: 'explain: a policy file, or a verdict that --json printed, and a metric; without one, all',
    },
  },
  options: {
    baseline: {
      type: 'string',
      requiresArg: true,
      describe: "stored runs instead of the policy's: a group, tag:NAME, baseline:NAME, or several with commas",
      group: 'Sides:',
    },
    candidate: { type: 'string', requiresArg: true, describe: 'likewise', group: 'Sides:' },
    resume: {
      type: 'string',
      requiresArg: true,
      describe: 'id of a gate that was stopped: its missing runs are made',
      group: 'Pairs:',
    },
    'dry-run': {
      type: 'boolean',
      default: false,
      describe: 'say which pairs would be run, and run none',
      group: 'Pairs:',
    },
    out: {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      describe: 'also write the verdict to a file: a page where it ends in .html, else as --json prints it',
      group: 'Output:',
    },
    json: jsonOption,
    quiet: {
      type: 'boolean',
      alias: 'q',
      default: false,
      describe: 'no progress and no notes on stderr',
      group: 'Output:',
    },
    db: databaseOption,
  },
  examples: [
    ['infbench gate policy.yaml', 'exits 0 for pass and warn, 10 regression, 11 inconclusive, 12 incomparable'],
    ['infbench gate policy.yaml --json > verdict.json', 'for scripts'],
    ['infbench gate explain policy.yaml ttft.p50', 'the computation of one metric, step by step'],
  ],
  execute: async (args, io) => (await import('../../commands/gate/gate.ts')).gate(args, io),
})
