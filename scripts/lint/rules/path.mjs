import { dirname, relative, resolve, sep } from 'node:path'

/** The path of the file being linted, relative to the repository, with forward slashes. */
export function pathOf(context) {
  return repositoryPath(context, context.filename ?? context.getFilename())
}

/** The repository path that a relative import specifier means; null for a package or built-in module. */
export function importedPath(context, specifier) {
  if (!specifier.startsWith('.')) return null
  return repositoryPath(context, resolve(dirname(context.filename ?? context.getFilename()), specifier))
}

function repositoryPath(context, file) {
  return relative(context.cwd ?? process.cwd(), file)
    .split(sep)
    .join('/')
}

/** Visitor that calls `check(node, specifier)` for every static import, re-export and dynamic import of a literal. */
export function onEveryImport(check) {
  const visit = (node) => {
    if (typeof node.source?.value === 'string') check(node, node.source.value)
  }
  return {
    ImportDeclaration: visit,
    ExportNamedDeclaration: visit,
    ExportAllDeclaration: visit,
    ImportExpression: visit,
    TSImportType: (node) => {
      const source = node.source ?? node.argument?.literal ?? node.argument
      if (typeof source?.value === 'string') check(node, source.value)
    },
  }
}
