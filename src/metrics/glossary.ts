import { metrics } from './definitions.ts'
import type { Metric } from './metric.ts'

const units: Readonly<Record<Metric['unit'], string>> = {
  ns: 'ms',
  'tokens/s': 'tokens/s',
  'requests/s': '1/s',
  'requests/min': '1/min',
  share: 'share',
  USD: '$',
}

const scopes: Readonly<Record<Metric['per'], string>> = {
  request: 'request',
  token: 'token',
  event: 'arrival',
  run: 'run',
  machine: 'machine',
}

/** Every metric as a Markdown table, for the README: what it is called, what it means, how it is computed. */
export function glossary(): string {
  const rows = Object.values(metrics as Record<string, Metric>).map((metric) => {
    const unit = `${units[metric.unit]}, per ${scopes[metric.per]}`
    return `| ${[metric.label, unit, metric.meaning, metric.formula].map(cell).join(' | ')} |`
  })
  return ['| metric | unit | meaning | formula |', '|---|---|---|---|', ...rows, ''].join('\n')
}

// A bar would end the cell; dollars need nothing, `*` and `_` between spaces or digits mean nothing in Markdown.
const cell = (text: string) => text.replaceAll('|', '\\|')
