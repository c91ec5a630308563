import { databaseOption, defineCommand } from '../command-syntax.ts'

/** How a verdict can be written for a pipeline. */
export const verdictFormats = ['markdown', 'comment', 'annotations', 'junit'] as const
export type VerdictFormat = (typeof verdictFormats)[number]

/** `infbench ci`. */
export const ciSyntax = defineCommand({
  command: 'ci <action> [words..]',
  summary: 'Puts a gate into a pipeline: writes the files, shows the verdict there, keeps the runs of the past.',
  positionals: {
    action: {
      type: 'string',
      choices: ['init', 'report', 'baseline'] as const,
      demandOption: true,
      describe: 'init writes workflow, policy and workload; report shows a verdict; baseline keeps runs between jobs',
    },
    words: {
      type: 'string',
      array: true,
      describe: 'report: what `infbench gate --json` printed; baseline: save or load, and FILE.db or branch:NAME',
    },
  },
  options: {
    github: { type: 'boolean', describe: 'init: a workflow for GitHub Actions', group: 'Files:' },
    gitlab: { type: 'boolean', describe: 'init: a job for GitLab', group: 'Files:' },
    jenkins: { type: 'boolean', describe: 'init: a pipeline for Jenkins', group: 'Files:' },
    force: { type: 'boolean', describe: 'init: write files that are there already anew', group: 'Files:' },
    format: {
      type: 'string',
      alias: 'f',
      choices: verdictFormats,
      requiresArg: true,
      describe: 'report: what to write',
      defaultDescription: 'markdown',
      group: 'Output:',
    },
    out: {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      describe: 'report: file to write; - is stdout',
      defaultDescription: '-',
      group: 'Output:',
    },
    tag: { type: 'string', requiresArg: true, describe: 'baseline save: runs with this tag only', group: 'Store:' },
    keep: {
      type: 'number',
      requiresArg: true,
      describe: 'baseline save: so many of the newest runs',
      defaultDescription: '60',
      group: 'Store:',
    },
    db: databaseOption,
  },
  examples: [
    ['infbench ci init --github', 'a workflow that gates every pull request, a policy, a workload'],
    ['infbench ci report gate.json --format junit -o gate.xml', 'the verdict for GitLab or Jenkins'],
    ['infbench ci baseline save baseline.db --tag main', 'runs to compare with, for the next job'],
  ],
  execute: async (args, io) => (await import('../../commands/ci/ci.ts')).ci(args, io),
})
