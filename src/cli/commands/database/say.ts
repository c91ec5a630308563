import type { Io } from '../../../core/io.ts'

/** JSON where it is asked for, else text. */
export function say(
  args: { readonly json: boolean },
  io: Pick<Io, 'stdout'>,
  document: object,
  text: () => string,
): void {
  io.stdout.write(args.json ? `${JSON.stringify(document)}\n` : text())
}
