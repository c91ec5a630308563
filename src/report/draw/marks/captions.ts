import { vegaConfig } from '../../../../reports/theme.ts'
import type { Layer } from '../chart-view.ts'
import { numberOf, wordOf } from './look.ts'
import type { Plot } from '../plot.ts'
import { anchorOf, attributes, dropOf, escapeSvg } from '../svg-text.ts'

/** Words at places of the plot; in the middle where the spec names none. */
export function captions({ mark, encoding, rows }: Layer, plot: Plot): string {
  return rows
    .map((row) => {
      const text =
        encoding['text']?.field === undefined ? String(mark['text'] ?? '') : String(row[encoding['text'].field])
      const x = encoding['x'] === undefined ? plot.width / 2 : plot.place(encoding, 'x', row)
      const y = encoding['y'] === undefined ? plot.height / 2 : plot.place(encoding, 'y', row)
      if (x === null || y === null || text === '') return ''
      const size = numberOf(mark['fontSize'], row, vegaConfig.text.fontSize)
      const place = {
        x: x + numberOf(mark['dx'], row, 0),
        y: y + numberOf(mark['dy'], row, 0) + dropOf(wordOf(mark['baseline'], row, 'middle'), size),
        'text-anchor': anchorOf(wordOf(mark['align'], row, 'center')),
      }
      const look = { fill: wordOf(mark['color'], row, vegaConfig.text.color), 'font-size': `${size}px` }
      const weight = mark['fontWeight'] === undefined ? null : String(mark['fontWeight'])
      return `<text${attributes({ ...place, ...look, 'font-weight': weight })}>${escapeSvg(text)}</text>`
    })
    .join('')
}
