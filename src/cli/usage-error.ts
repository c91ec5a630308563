import { InfbenchError } from '../core/errors.ts'
import { nearest } from '../core/nearest.ts'
import type { CommandSyntax } from './syntax/command-syntax.ts'

/**
 * Turns what yargs says of a wrong command line into our form: where, expected, got; with the nearest right name for a
 * misspelt one. `syntax` is the command that was being read, null when none was recognised.
 */
export function usageError(said: string, syntax: CommandSyntax | null, commandNames: readonly string[]): InfbenchError {
  const where = syntax === null ? '' : `${nameOf(syntax)}: `
  const hint = syntax === null ? 'infbench --help' : `infbench ${nameOf(syntax)} --help`
  return new InfbenchError('usage', { message: `${where}${inOurWords(said, syntax, commandNames)}`, hint })
}

const nameOf = (syntax: CommandSyntax) => syntax.command.split(' ')[0] as string

function inOurWords(said: string, syntax: CommandSyntax | null, commandNames: readonly string[]): string {
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(said)
  if (unknown) return unknownArgument(unknown[1] as string, syntax, commandNames)
  const missing = /^Not enough non-option arguments: got (\d+)/.exec(said)
  if (missing && syntax !== null)
    return `expected ${syntax.command}, got ${missing[1] === '0' ? 'nothing' : `only ${missing[1]}`}`
  const empty = /^Not enough arguments following: (.+)$/.exec(said)
  if (empty) return `${optionName(empty[1] as string)}: expected a value, got nothing`
  const choice = /Argument: (\S+), Given: (.+), Choices: (.+)$/.exec(said.replaceAll('\n', ' '))
  if (choice) return `${choice[1]}: expected one of ${(choice[3] as string).replaceAll('"', '')}, got ${choice[2]}`
  const both = /^Arguments (\S+) and (\S+) are mutually exclusive$/.exec(said)
  if (both) return `expected ${optionName(both[1] as string)} or ${optionName(both[2] as string)}, got both`
  return said.replaceAll('\n', ' ')
}

function unknownArgument(names: string, syntax: CommandSyntax | null, commandNames: readonly string[]): string {
  const first = names.split(', ')[0] as string
  if (syntax === null) return `unknown command ${first}${didYouMean(nearest(first, commandNames))}`
  const option = first.length < 2 ? null : nearest(first, Object.keys(syntax.options))
  return `unknown argument ${names}${didYouMean(option === null ? null : optionName(option))}`
}

const didYouMean = (name: string | null) => (name === null ? '' : `; did you mean ${name}?`)
const optionName = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`)
