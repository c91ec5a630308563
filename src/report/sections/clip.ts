import { formatCount } from '../../../reports/format-number.ts'
import { visibleText } from '../../core/text/visible-text.ts'

/** Foreign text cut to a length that a page can carry, saying how long it was; nothing in it can hide or turn what stands beside it. */
export function clip(text: string, most = 300): string {
  if (text.length <= most) return visibleText(text)
  return `${visibleText(text.slice(0, most).replace(/[\ud800-\udbff]$/, ''))}… (${formatCount(text.length)} characters)`
}
