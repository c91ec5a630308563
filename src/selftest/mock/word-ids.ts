const basis = 0x811c9dc5
const prime = 0x01000193

/** Token ids of a vocabulary in which each word is one token: FNV-1a (32 bits) of its UTF-16 units, the same wherever it stands. */
export function wordIds(text: string): number[] {
  return text.split(/\s+/).filter(Boolean).map(idOf)
}

function idOf(word: string): number {
  let hash = basis
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), prime)
  return hash >>> 0
}
