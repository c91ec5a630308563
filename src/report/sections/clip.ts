import { formatCount } from '../../../reports/format-number.ts'

/** Foreign text cut to a length that a page can carry, saying how long it was. */
export function clip(text: string, most = 300): string {
  if (text.length <= most) return text
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}… (${formatCount(text.length)} characters)`
}
