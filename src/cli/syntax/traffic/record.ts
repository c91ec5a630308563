import { defineCommand, jsonOption } from '../command-syntax.ts'

/** `infbench record`. */
export const recordSyntax = defineCommand({
  command: 'record',
  measures: true,
  summary: 'Stands between clients and an endpoint, and writes what goes by as a trace that `trace:` replays.',
  positionals: {},
  options: {
    to: {
      type: 'string',
      requiresArg: true,
      demandOption: true,
      describe: 'URL of the endpoint; its paths are those of the proxy too',
      group: 'Proxy:',
    },
    listen: {
      type: 'string',
      requiresArg: true,
      default: '127.0.0.1:8700',
      describe: 'address to listen on, HOST:PORT; port 0: any free one',
      group: 'Proxy:',
    },
    duration: {
      type: 'string',
      requiresArg: true,
      describe: 'end by itself after this time, e.g. 30m',
      defaultDescription: 'until Ctrl-C',
      group: 'Proxy:',
    },
    output: {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      default: 'trace.jsonl.gz',
      describe: 'trace to write; packed where it ends in .gz',
      group: 'Trace:',
    },
    append: { type: 'boolean', default: false, describe: 'add to a trace that exists', group: 'Trace:' },
    'with-text': {
      type: 'boolean',
      default: false,
      describe: 'keep prompts and answers as they are, which may hold personal data',
      group: 'Trace:',
    },
    'salt-file': {
      type: 'string',
      requiresArg: true,
      describe: 'secret that hides prefixes, at least 16 bytes; the same one lets recordings be put together',
      defaultDescription: 'a random one that is never written',
      group: 'Trace:',
    },
    tokenizer: {
      type: 'string',
      requiresArg: true,
      describe: 'counts what the server tells no usage of: an encoding such as o200k_base, or a tokenizer.json',
      defaultDescription: 'nothing: events and bytes',
      group: 'Trace:',
    },
    json: jsonOption,
    quiet: { type: 'boolean', alias: 'q', default: false, describe: 'no progress on stderr', group: 'Output:' },
  },
  examples: [
    ['infbench record --to http://localhost:8000/v1', 'clients use http://127.0.0.1:8700/v1; Ctrl-C ends it'],
    ['infbench record --to https://api.openai.com/v1 --listen :0 -o day.jsonl.gz --duration 24h', 'a whole day'],
    [
      'infbench record --to http://localhost:8000/v1 --listen :0 --append --tokenizer o200k_base',
      'goes on with trace.jsonl.gz; a server without usage',
    ],
  ],
  execute: async (args, io) => (await import('../../commands/record.ts')).record(args, io),
})
