/** A set of OpenMetrics samples under one name, and its text. Source: prometheus.io/docs/specs/om/open_metrics_spec (1.0). */
export interface MetricFamily {
  readonly name: string
  readonly type: 'gauge' | 'summary' | 'info' | 'stateset'
  /** The name ends in it; null: it has none. */
  readonly unit: string | null
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  /** `_count`, `_sum`, `_info`, or nothing. */
  readonly suffix?: '_count' | '_sum' | '_info'
  readonly labels: Labels
  readonly value: number
  /** Seconds since 1970; null: the moment it is read. */
  readonly atS: number | null
}

export type Labels = Readonly<Record<string, string>>

/** The exposition of families, ended by `# EOF`; those without a sample are left out. */
export function expositionOf(families: readonly MetricFamily[]): string {
  return `${families
    .filter(({ samples }) => samples.length > 0)
    .map(familyText)
    .join('')}# EOF\n`
}

function familyText({ name, type, unit, help, samples }: MetricFamily): string {
  const lines = [
    `# TYPE ${name} ${type}`,
    ...(unit === null ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(help)}`,
    ...samples.map((sample) => sampleText(name, sample)),
  ]
  return `${lines.join('\n')}\n`
}

function sampleText(name: string, { suffix, labels, value, atS }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${suffix ?? ''}{${pairs.join(',')}} ${value}${atS === null ? '' : ` ${atS}`}`
}

/** What the format has marks for is marked; all other characters stand for themselves. */
const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
