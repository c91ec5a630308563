const wording = /^(,?)(?:\.(\d+))?(~?)([rdf%])$/
const roundedDigits = 6

/** A number by the part of d3's format language that axes use: `,` parts thousands, `~` drops zeros, types r, d, f and %. */
export function formatTick(value: number, specifier: string): string {
  const parts = wording.exec(specifier)
  if (parts === null) throw new Error(`format ${specifier}: expected ,.n~ and one of r, d, f and %`)
  const [, comma, digits, tilde, type] = parts
  const scaled = type === '%' ? value * 100 : value
  const text = plain(Math.abs(scaled), type as string, digits === undefined ? null : Number(digits))
  const [whole = '0', fraction = ''] = text.split('.')
  const kept = tilde === '' ? fraction : fraction.replace(/0+$/, '')
  const sign = scaled < 0 && Number(text) !== 0 ? '−' : ''
  const grouped = comma === '' ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sign}${grouped}${kept === '' ? '' : `.${kept}`}${type === '%' ? '%' : ''}`
}

function plain(size: number, type: string, digits: number | null): string {
  if (type === 'd') return String(Math.round(size))
  if (type !== 'r') return size.toFixed(digits ?? roundedDigits)
  if (size === 0) return '0'
  const rounded = Number(size.toPrecision(digits ?? roundedDigits))
  const decimals = Math.max(0, (digits ?? roundedDigits) - 1 - Math.floor(Math.log10(rounded)))
  return rounded.toFixed(Math.min(20, decimals))
}
