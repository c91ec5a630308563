import { paragraphs, plain } from '../../core/text/markdown.ts'
import type { GateDocument } from '../gate-document.ts'
import { gateMarkdown } from './gate-markdown.ts'
import { gateSentence, verdictWords } from './gate-words.ts'

/** GitHub takes comments of so many characters. */
const mostLength = 65_536

/**
 * Invisible first line of the comment on one gate, by which the next verdict finds and replaces it: one comment a gate and pull request,
 * however often it is pushed to. No name can end the HTML comment it stands in.
 */
export const commentMarker = (gate: Pick<GateDocument, 'name'>): string =>
  `<!-- infbench-gate:${encodeURIComponent(visibleName(gate.name)).replaceAll('-', '%2D')} -->`

/** The whole comment; what is too long for one is the sentence alone. `link`: a page with the rest, null where there is none. */
export function gateComment(gate: GateDocument, link: string | null): string {
  const where = link === null ? '' : `[The whole job](${encodeURI(link)})`
  const body = `${commentMarker(gate)}\n${paragraphs([gateMarkdown(gate).trimEnd(), where])}`
  if (body.length <= mostLength) return body
  const sentence = plain(gateSentence(gate)).slice(0, mostLength / 2)
  return `${commentMarker(gate)}\n${paragraphs([`## ${verdictWords[gate.verdict].mark} infbench gate`, sentence, where])}`
}

/** Halves of characters cannot be written as a URL. */
const visibleName = (name: string) => name.replace(/[\ud800-\udfff]/gu, '\ufffd')
