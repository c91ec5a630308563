import { InfbenchError } from '../../../core/errors.ts'

/** What no label may hold: control characters, which no terminal shows, and blanks at its ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unreadable = /[\u0000-\u001f\u007f]|^\s|\s$/

/** A tag, project or name of a baseline as it is kept; throws usage where it could not be shown or named again. */
export function labelText(command: string, what: 'tag' | 'project' | 'baseline', text: string): string {
  const forbidden = what === 'baseline' ? /[/~]/ : /~\d+$/
  if (text !== '' && !unreadable.test(text) && !forbidden.test(text)) return text
  const rule = what === 'baseline' ? 'without / and ~' : 'that does not end like ~1'
  throw new InfbenchError('usage', {
    message: `${command}: expected the name of a ${what} in printed characters ${rule}, got ${JSON.stringify(text)}`,
    hint: `infbench ${command} --help`,
  })
}
