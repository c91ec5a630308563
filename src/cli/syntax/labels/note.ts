import { databaseOption, defineCommand, jsonOption } from '../command-syntax.ts'
import { runReference } from '../show.ts'

/** `infbench note`. */
export const noteSyntax = defineCommand({
  command: 'note <run> [text]',
  summary: 'Writes a note on a stored run, or shows its notes.',
  positionals: {
    run: { type: 'string', demandOption: true, describe: runReference },
    text: { type: 'string', describe: 'what to remember of it; without it the notes are shown' },
  },
  options: {
    remove: {
      type: 'number',
      requiresArg: true,
      describe: 'number of a note to take away',
      group: 'Labels:',
    },
    json: jsonOption,
    db: databaseOption,
  },
  examples: [
    ["infbench note latest 'driver 570, clocks locked'", 'kept with the time'],
    ['infbench note latest', 'all notes of it'],
    ['infbench note latest --remove 1', 'the first one no longer'],
  ],
  execute: async (args, io) => (await import('../../commands/labels/note.ts')).note(args, io),
})
