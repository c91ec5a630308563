import { directions } from '../../../export/trackers/github-benchmark.ts'
import { formatNames, tableNames } from '../../../export/export-format.ts'
import { databaseOption, defineCommand } from '../command-syntax.ts'

/** `infbench export`. */
export const exportSyntax = defineCommand({
  command: 'export [run..]',
  summary: 'Writes stored runs in the formats of other tools: tables, metrics, trackers of results.',
  positionals: {
    run: {
      type: 'string',
      array: true,
      describe: 'runs or groups, as for show',
      defaultDescription: 'latest',
    },
  },
  options: {
    format: {
      type: 'string',
      alias: 'f',
      choices: formatNames,
      requiresArg: true,
      describe: 'format to write',
      defaultDescription: 'by the ending of FILE, else csv',
      group: 'Output:',
    },
    out: {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      describe: 'file to write; - is stdout',
      defaultDescription: '-',
      group: 'Output:',
    },
    what: {
      type: 'string',
      choices: tableNames,
      requiresArg: true,
      describe: 'rows of csv, jsonl and parquet',
      defaultDescription: 'requests',
      group: 'Output:',
    },
    direction: {
      type: 'string',
      choices: directions,
      requiresArg: true,
      describe: 'github-benchmark: figures of which smaller, or bigger, is better',
      defaultDescription: 'both, a file each',
      group: 'Output:',
    },
    timestamps: {
      type: 'boolean',
      default: false,
      describe: "openmetrics: give samples the time of the run's end, for backfilling",
      group: 'Output:',
    },
    all: { type: 'boolean', default: false, describe: 'every run of the database', group: 'Store:' },
    db: databaseOption,
  },
  examples: [
    ['infbench export -o requests.parquet', 'every request of the latest run'],
    ['infbench export --all --what runs > runs.csv', 'a line for each run'],
    ['infbench export latest-group --format bencher -o bmf.json', 'repeats as one benchmark with its range'],
  ],
  execute: async (args, io) => (await import('../../commands/stored/export.ts')).exportRuns(args, io),
})
