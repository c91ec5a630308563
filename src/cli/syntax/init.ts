import { defineCommand } from './command-syntax.ts'

/** `infbench init`. */
export const initSyntax = defineCommand({
  command: 'init [file]',
  summary: 'Writes a commented workload file to start from; overwrites nothing.',
  positionals: { file: { type: 'string', default: 'workload.yaml', describe: 'file to write' } },
  options: {
    stdout: { type: 'boolean', default: false, describe: 'print it instead of writing it', group: 'Output:' },
  },
  examples: [
    ['infbench init', 'workload.yaml in this folder'],
    ['infbench init chat-2.yaml', 'under another name'],
    ['infbench init --stdout', 'just show it'],
  ],
  execute: async (args, io) => (await import('../commands/init.ts')).init(args, io),
})
