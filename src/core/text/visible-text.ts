/**
 * The same text without control characters, halves of characters and non-characters (U+FFFD instead), and with bidirectional overrides,
 * which could make a line read as another, spelt out. Tabs and line ends stay.
 */
export function visibleText(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    )
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
}
