/** What the tests use of pngjs, which brings no types, and of pixelmatch. */
declare module 'pngjs' {
  export class PNG {
    constructor(size: { readonly width: number; readonly height: number })
    readonly width: number
    readonly height: number
    /** Four bytes a pixel: red, green, blue, alpha. */
    readonly data: Uint8Array
    static readonly sync: {
      read(bytes: Uint8Array): PNG
      write(picture: PNG, options?: { readonly colorType?: number; readonly deflateLevel?: number }): Buffer
    }
  }
}

declare module 'pixelmatch' {
  /** How many pixels differ; draws into `output` which. */
  export default function pixelmatch(
    one: Uint8Array,
    other: Uint8Array,
    output: Uint8Array,
    width: number,
    height: number,
    options: { readonly threshold: number; readonly includeAA: boolean },
  ): number
}
