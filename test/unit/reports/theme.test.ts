import { expect, test } from 'vitest'
import { type ColourName, colours, withVariables } from '../../../reports/theme.ts'

function linear(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
}

/** Relative luminance and contrast of WCAG 2.1. */
function luminance(hex: string): number {
  const [r, g, b] = linear(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const data: readonly ColourName[] = ['blue', 'vermillion', 'green', 'purple', 'amber', 'sky', 'grey']

test.each(['light', 'dark'] as const)('data colours keep 3:1 and text 4.5:1 on %s paper', (scheme) => {
  const paper = colours.paper[scheme]
  for (const name of data) expect(contrast(colours[name][scheme], paper), name).toBeGreaterThanOrEqual(3)
  for (const name of ['ink', 'muted', 'purple'] as const)
    expect(contrast(colours[name][scheme], paper), name).toBeGreaterThanOrEqual(4.5)
})

test('light colours are distinct, so that each becomes its own variable', () => {
  const light = Object.values(colours).map((pair) => pair.light)
  expect(new Set(light).size).toBe(light.length)
  expect(withVariables(`fill="${colours.blue.light}" stroke="#123456"`)).toBe('fill="var(--blue)" stroke="#123456"')
})

/** Simulated deuteranopia and protanopia (Viénot, Brettel and Mollon, 1999) on linear RGB. */
const deficiencies = {
  deuteranopia: [
    [0.29275, 0.70725, -0.02234],
    [0.29275, 0.70725, -0.02234],
    [-0.02234, 0.02234, 1],
  ],
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
} as const

/** Distance in CIE L*a*b* (1976, D65); below about 10 two marks of a chart are hard to tell apart. */
function labOf([r, g, b]: readonly [number, number, number]): readonly [number, number, number] {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

test.each(Object.entries(deficiencies))('colours that share a chart stay apart under %s', (_, matrix) => {
  const seen = (hex: string) => {
    const rgb = linear(hex)
    const channel = ([r, g, b]: readonly [number, number, number]) => Math.max(0, r * rgb[0] + g * rgb[1] + b * rgb[2])
    return labOf([channel(matrix[0]), channel(matrix[1]), channel(matrix[2])])
  }
  const together: readonly (readonly ColourName[])[] = [
    ['blue', 'vermillion', 'grey'],
    ['blue', 'green', 'purple'],
    ['blue', 'amber', 'vermillion', 'purple'],
    ['green', 'vermillion', 'grey'],
  ]
  for (const names of together)
    for (const scheme of ['light', 'dark'] as const)
      for (const [i, a] of names.entries())
        for (const b of names.slice(i + 1)) {
          const [x, y] = [seen(colours[a][scheme]), seen(colours[b][scheme])]
          const distance = Math.hypot(...x.map((value, k) => value - (y[k] as number)))
          expect(distance, `${a} and ${b}, ${scheme}`).toBeGreaterThan(15)
        }
})
