import { parseArgs } from 'node:util'
import type { Options, PositionalOptions } from 'yargs'
import { type CommandSyntax, repeatable } from './command-syntax.ts'

type Arguments = Record<string, unknown>

/**
 * The arguments of a command whose line is right beyond doubt, as the full parser would give them; null leaves everything else (faults,
 * `--help`, unusual spellings) to that parser, which costs a tenth of the CPU and of the memory of a short run.
 */
export function readPlainly(syntax: CommandSyntax, argv: readonly string[]): Arguments | null {
  if (argv.some((word) => word === '--' || /^-[^-]./.test(word))) return null
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: declared(syntax), allowPositionals: true })
    const args: Arguments = {}
    return takePositionals(syntax, positionals, args) && takeOptions(syntax, values, args) ? args : null
  } catch {
    return null
  }
}

/** Every option may come several times here, so that one that may not is seen. */
function declared({ options }: CommandSyntax) {
  const entries = Object.entries(options).map(([name, { type, alias }]) => {
    const short = typeof alias === 'string' && alias.length === 1 ? { short: alias } : {}
    return [name, { type: type === 'boolean' ? 'boolean' : 'string', multiple: true, ...short } as const] as const
  })
  return Object.fromEntries(entries)
}

function takePositionals({ command, positionals }: CommandSyntax, words: readonly string[], into: Arguments): boolean {
  const places = [...command.matchAll(/[<[](\w+)(\.\.)?[>\]]/g)]
  if (words.length > places.length && places.at(-1)?.[2] === undefined) return false
  return places.every(([bracket, name = '', several], place) => {
    if (several === undefined) return take(into, name, positionals[name] ?? {}, words[place] ?? null)
    into[name] = words.slice(place)
    return words.slice(place).every((word) => word !== '') && (words.length > place || bracket.startsWith('['))
  })
}

function takeOptions({ options }: CommandSyntax, values: Readonly<Record<string, unknown>>, into: Arguments): boolean {
  return Object.entries(options).every(([name, option]) => {
    const given = values[name] as readonly (string | boolean)[] | undefined
    if (given !== undefined && typeof option.conflicts === 'string' && values[option.conflicts] !== undefined)
      return false
    if (given !== undefined && option.coerce === repeatable) {
      into[name] = given
      return given.every((value) => value !== '' && isChoice(option, value))
    }
    return (given?.length ?? 0) <= 1 && take(into, name, option, given?.[0] ?? null)
  })
}

/** Puts a value of the declared type in its place, or the default; false where that is not plain. */
function take(
  into: Arguments,
  name: string,
  option: Options | PositionalOptions,
  given: string | boolean | null,
): boolean {
  if (given === null) {
    if (option.default !== undefined) into[name] = option.default
    return option.demandOption !== true
  }
  const value = option.type === 'number' ? Number(given) : given
  into[name] = value
  if (given === '' || Number.isNaN(value) || (option.coerce !== undefined && option.coerce !== repeatable)) return false
  return isChoice(option, value)
}

const isChoice = ({ choices }: Options | PositionalOptions, value: unknown) =>
  choices === undefined || choices.includes(value as string)
