import type { CommandSyntax } from './command-syntax.ts'

/** `infbench serve`: the bundled engine's own `serve`. */
export const serveSyntax: CommandSyntax = {
  command: 'serve',
  summary: 'Serves a model with the bundled engine (see infbench serve --help).',
  positionals: {},
  options: {},
  passthrough: true,
  examples: [
    ['infbench serve --model synthetic:llama-15m --port 8000', 'random weights in the shape of a 15M Llama'],
    ['infbench serve --model synthetic:llama-15m --port 0', 'on a free port, which it prints'],
    ['infbench serve --model synthetic:llama-15m --name demo --port 0', 'under a name of your own'],
  ],
  execute: async (args, io) =>
    (await import('../commands/engine.ts')).engine(['serve', ...(args as string[])], io, 'infbench'),
}

/** `infbench peaks`: the bundled engine's own `peaks`. */
export const peaksSyntax: CommandSyntax = {
  command: 'peaks',
  summary: 'Measures what this machine can do at most (see infbench peaks --help).',
  positionals: {},
  options: {},
  passthrough: true,
  examples: [
    ['infbench peaks', 'arithmetic and memory, measured once and kept for this machine'],
    ['infbench peaks --json', 'for scripts'],
    ['infbench peaks --refresh', 'measures anew'],
  ],
  execute: async (args, io) =>
    (await import('../commands/engine.ts')).engine(['peaks', ...(args as string[])], io, 'infbench'),
}

/** `infbench engine ...`: the other verbs of the bundled engine's command line. */
export const engineSyntax: CommandSyntax = {
  command: 'engine',
  summary: 'Runs any command of the bundled engine (see infbench engine --help).',
  positionals: {},
  options: {},
  passthrough: true,
  examples: [
    ['infbench engine --help', 'what the engine can do by itself'],
    ['infbench engine generate synthetic:llama-15m --prompt Once', 'one continuation, without a server'],
    [
      'infbench engine plan synthetic:llama-1b --quant int4',
      'what the compiler makes of a model, and what each part costs',
    ],
  ],
  execute: async (args, io) => (await import('../commands/engine.ts')).engine(args as string[], io, 'infbench engine'),
}
