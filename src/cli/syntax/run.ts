import { databaseOption, defineCommand, jsonOption, repeatable, skipBadRowsOption } from './command-syntax.ts'

/** `infbench run`. */
export const runSyntax = defineCommand({
  command: 'run <file>',
  measures: true,
  summary: 'Runs a workload, stores every request, shows and reports the result.',
  positionals: {
    file: { type: 'string', demandOption: true, describe: 'workload file (YAML); `infbench init` writes one' },
  },
  options: {
    set: {
      type: 'string',
      requiresArg: true,
      coerce: repeatable,
      describe: 'override a value of the file: a.b=value, units as in the file; repeatable',
      group: 'Workload:',
    },
    'skip-bad-rows': skipBadRowsOption,
    workers: {
      type: 'string',
      requiresArg: true,
      describe: 'load generators that share the schedule, or auto: short for --set load.workers=N',
      group: 'Workload:',
    },
    driver: {
      type: 'string',
      choices: ['native', 'autocannon', 'k6'] as const,
      requiresArg: true,
      describe: 'what sends: short for --set driver=NAME',
      group: 'Workload:',
    },
    repeat: {
      type: 'string',
      requiresArg: true,
      describe: 'runs of each setting, stored as one group: short for --set repeat=N',
      group: 'Workload:',
    },
    name: {
      type: 'string',
      requiresArg: true,
      describe: 'name of the run',
      defaultDescription: "the file's",
      group: 'Workload:',
    },
    project: {
      type: 'string',
      requiresArg: true,
      describe: 'what the run belongs to in the store',
      defaultDescription: "the file's, else none",
      group: 'Workload:',
    },
    tag: {
      type: 'string',
      requiresArg: true,
      coerce: repeatable,
      describe: 'label stored with the run; repeatable',
      group: 'Workload:',
    },
    db: databaseOption,
    out: {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      describe: 'HTML report',
      defaultDescription: 'reports/RUN.html beside the database',
      conflicts: 'no-report',
      group: 'Output:',
    },
    'no-report': { type: 'boolean', describe: 'write no HTML report', group: 'Output:' },
    json: jsonOption,
    quiet: {
      type: 'boolean',
      alias: 'q',
      default: false,
      describe: 'no progress and no notes on stderr',
      group: 'Output:',
    },
  },
  examples: [
    ['infbench run workloads/quickstart.yaml', 'the bundled engine, one minute'],
    ['infbench run chat.yaml --set arrival.rate=8/s --name rate-8', 'the same file at another rate'],
    ['infbench run chat.yaml --json --no-report > run.json', 'for scripts'],
  ],
  execute: async (args, io) => (await import('../commands/run.ts')).run(args, io),
})
