/** What the tests use of pngjs, which brings no types. */
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
