/** The lines of a text with their numbers from 1, without their ends (LF or CRLF); empty lines are left out. */
export function* textLines(text: string): Generator<readonly [line: string, number: number]> {
  let start = 0
  for (let number = 1; start < text.length; number++) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end)
    if (line.trim() !== '') yield [line, number]
    start = end + 1
  }
}
