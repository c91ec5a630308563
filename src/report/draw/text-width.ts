/**
 * Width of text without a canvas, for the layout of legends and axis labels in static charts: advance widths of Helvetica (Adobe's
 * AFM of 1990, thousandths of the font size), which the sans-serif fonts of the page's stack follow within a few percent.
 */
const advances: Readonly<Record<string, number>> = {
  "'": 191,
  ' ': 278,
  '!': 278,
  ',': 278,
  '.': 278,
  ':': 278,
  '/': 278,
  '(': 333,
  ')': 333,
  '-': 333,
  f: 278,
  i: 222,
  j: 222,
  l: 222,
  t: 278,
  r: 333,
  I: 278,
  c: 500,
  k: 500,
  s: 500,
  v: 500,
  x: 500,
  y: 500,
  z: 500,
  w: 722,
  m: 833,
  M: 833,
  W: 944,
  '%': 889,
  '@': 1015,
  '+': 584,
  '=': 584,
  '<': 584,
  '>': 584,
  A: 667,
  B: 667,
  E: 667,
  F: 611,
  K: 667,
  L: 556,
  P: 667,
  S: 667,
  T: 611,
  V: 667,
  X: 667,
  Y: 667,
  Z: 611,
  C: 722,
  D: 722,
  H: 722,
  N: 722,
  R: 722,
  U: 722,
  G: 778,
  O: 778,
  Q: 778,
}
const ordinary = 556
const unitsPerEm = 1000

/** Estimated width of one line, px. */
export function textWidth(text: string, fontSize: number): number {
  let thousandths = 0
  for (const character of text) thousandths += advances[character] ?? ordinary
  return (thousandths / unitsPerEm) * fontSize
}
