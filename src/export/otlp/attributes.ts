/** Attributes as OTLP's JSON has them: 64-bit integers are text there. */
export interface Attribute {
  readonly key: string
  readonly value:
    | { readonly stringValue: string }
    | { readonly intValue: string }
    | { readonly arrayValue: { readonly values: readonly { readonly stringValue: string }[] } }
}

/** Those that are known; whole numbers become `intValue`. */
export function attributes(
  facts: Readonly<Record<string, string | number | readonly string[] | null>>,
): readonly Attribute[] {
  return Object.entries(facts).flatMap(([key, fact]) => (fact === null ? [] : [{ key, value: valueOf(fact) }]))
}

function valueOf(fact: string | number | readonly string[]): Attribute['value'] {
  if (typeof fact === 'string') return { stringValue: wellFormed(fact) }
  if (typeof fact === 'number') return { intValue: String(fact) }
  return { arrayValue: { values: fact.map((text) => ({ stringValue: wellFormed(text) })) } }
}

/** Half a surrogate pair is no text in UTF-8, and protobuf refuses it; it becomes U+FFFD. */
const wellFormed = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text))
