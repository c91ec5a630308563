/**
 * The one theme of all charts and of the page. Colours descend from Okabe and Ito's colour-blind safe palette (jfly.uni-koeln.de/color,
 * 2008), darkened for light paper and lightened for dark so that each keeps at least 3:1 against its background (WCAG 1.4.11) and
 * text colours 4.5:1. Specs hold the light colours and are complete by themselves; the page swaps each for its CSS variable, which
 * makes static and live charts follow the reader's colour scheme without being drawn again.
 */
export const colours = {
  blue: { light: '#0067ad', dark: '#5cb0f2' },
  vermillion: { light: '#b23a00', dark: '#f26a33' },
  green: { light: '#00795a', dark: '#3fc99d' },
  purple: { light: '#9c4a86', dark: '#e29ccb' },
  amber: { light: '#c08400', dark: '#f5c451' },
  sky: { light: '#3c8dc0', dark: '#8fd0f7' },
  grey: { light: '#7a828f', dark: '#8d97a6' },
  ink: { light: '#1b2029', dark: '#e8ebf0' },
  muted: { light: '#555e6c', dark: '#a9b2bf' },
  grid: { light: '#e3e7ec', dark: '#2c343f' },
  shade: { light: '#eef1f5', dark: '#20272f' },
  paper: { light: '#ffffff', dark: '#151a20' },
} as const

export type ColourName = keyof typeof colours

/** The light colour of a role, as specs carry it. */
export const colour = (name: ColourName): string => colours[name].light

/** `#0067ad` of a spec or SVG to `var(--blue)`. */
export function withVariables(text: string): string {
  return text.replace(/#[0-9a-f]{6}\b/g, (hex) => (variableOf.has(hex) ? `var(--${variableOf.get(hex)})` : hex))
}

const variableOf = new Map<string, string>(Object.entries(colours).map(([name, { light }]) => [light, name]))

/** CSS declarations of every colour for one scheme. */
export function colourDeclarations(scheme: 'light' | 'dark'): string {
  return Object.entries(colours)
    .map(([name, pair]) => `--${name}:${pair[scheme]}`)
    .join(';')
}

/** Font of charts and page; the first that the reader's machine has. */
export const fontStack =
  "Inter, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"

/** Space kept left of every plot for axis labels, px: the panels of one figure line up by it. */
export const axisExtent = 52

/** Vega-Lite config that every spec carries. */
export const vegaConfig = {
  background: colour('paper'),
  font: fontStack,
  padding: { left: 2, right: 12, top: 6, bottom: 2 },
  view: { stroke: null },
  mark: { aria: false },
  axis: {
    aria: false,
    domain: false,
    ticks: false,
    gridColor: colour('grid'),
    labelColor: colour('muted'),
    labelFontSize: 11.5,
    labelPadding: 6,
    labelSeparation: 8,
    labelOverlap: 'greedy',
    titleColor: colour('muted'),
    titleFontSize: 11.5,
    titleFontWeight: 'normal',
    titlePadding: 8,
  },
  axisX: { grid: false, tickCount: 6 },
  axisY: {
    tickCount: 5,
    minExtent: axisExtent,
    maxExtent: axisExtent,
    titleAngle: 0,
    titleAlign: 'left',
    titleAnchor: 'end',
    titleBaseline: 'bottom',
    titleX: -axisExtent,
    titleY: -8,
  },
  legend: {
    aria: false,
    orient: 'top',
    direction: 'horizontal',
    title: null,
    offset: 6,
    columnPadding: 16,
    labelColor: colour('ink'),
    labelFontSize: 11.5,
    symbolSize: 90,
    symbolStrokeWidth: 2.5,
  },
  line: { strokeWidth: 2, strokeJoin: 'round', strokeCap: 'round' },
  point: { filled: true },
  rule: { strokeWidth: 1.25 },
  text: { fontSize: 11, color: colour('muted') },
} as const
