/** CommonJS without types of its own; `autocannon-program.ts` says what is used of it. */
declare module 'autocannon' {
  const program: unknown
  export default program
}
