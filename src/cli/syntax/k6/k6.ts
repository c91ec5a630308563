import { defineCommand, repeatable, skipBadRowsOption } from '../command-syntax.ts'

/** `infbench k6`. */
export const k6Syntax = defineCommand({
  command: 'k6 <action> <file>',
  summary: 'Writes a workload as a k6 script or for the k6-operator, or k6 thresholds as limits of a gate.',
  positionals: {
    action: {
      type: 'string',
      choices: ['export', 'limits'] as const,
      demandOption: true,
      describe: 'export: the script of a workload; limits: the thresholds of k6 as a policy says them',
    },
    file: {
      type: 'string',
      demandOption: true,
      describe: "export: workload file (YAML); limits: k6's options, JSON output or summary",
    },
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
    name: {
      type: 'string',
      requiresArg: true,
      describe: 'name of the run and of the test',
      defaultDescription: "the file's",
      group: 'Workload:',
    },
    limit: {
      type: 'string',
      requiresArg: true,
      coerce: repeatable,
      describe: 'a threshold beside those of the slo: "ttft.p99 < 300ms", "errorShare < 1%"; repeatable',
      group: 'Workload:',
    },
    operator: {
      type: 'boolean',
      default: false,
      describe: 'write a TestRun of the k6-operator with its ConfigMap',
      group: 'Cluster:',
    },
    parallelism: {
      type: 'number',
      requiresArg: true,
      default: 2,
      describe: 'pods that share the load',
      group: 'Cluster:',
    },
    image: {
      type: 'string',
      requiresArg: true,
      default: 'grafana/k6:latest',
      describe: 'image with k6; streams need an extension in it',
      group: 'Cluster:',
    },
    namespace: {
      type: 'string',
      requiresArg: true,
      describe: 'where the test belongs',
      defaultDescription: "kubectl's",
      group: 'Cluster:',
    },
    out: {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      default: '-',
      describe: 'file to write; - is stdout',
      group: 'Output:',
    },
  },
  examples: [
    ['infbench k6 export chat.yaml -o chat.js', 'the same prompts at the same times, for any k6'],
    ['infbench k6 export chat.yaml --operator --parallelism 2 -o chat-k6.yaml', 'two pods share them'],
    ['infbench k6 limits k6-options.json', 'thresholds as limits of a gate'],
  ],
  execute: async (args, io) => (await import('../../commands/k6/k6.ts')).k6(args, io),
})
