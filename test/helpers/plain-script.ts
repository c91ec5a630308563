/** Imports a script of plain JavaScript (scripts/*.mjs), which has no types of its own. `path` starts at the repository. */
export async function plainScript<T>(path: string): Promise<T> {
  return (await import(new URL(`../../${path}`, import.meta.url).href)) as T
}
