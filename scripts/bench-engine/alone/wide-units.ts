/** AMD family 26 is Zen 5, the first of AMD's with two; Intel's servers have had two since they have AVX-512. */
const firstAmdFamilyWithTwo = 26

/** How many 512-bit units for dot products a core has, by /proc/cpuinfo: 1 or 2. */
export function wideUnits(cpuinfo: string): 1 | 2 {
  const field = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(cpuinfo)?.[1] ?? ''
  if (field('vendor_id') === 'GenuineIntel') return 2
  return Number(field('cpu family')) >= firstAmdFamilyWithTwo ? 2 : 1
}
