/*
 * Bundles the GitHub Action to .github/action/gate.mjs, or to the file named. The bundle is committed, since GitHub runs what lies in the repository at
 * the tag, and is not minified, so that who pins the action can read what it pins; a test holds it equal to a fresh one.
 */
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

await build({
  entryPoints: [join(root, 'src', 'action', 'main.ts')],
  outfile: process.argv[2] ?? join(root, '.github', 'action', 'gate.mjs'),
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  charset: 'ascii',
  legalComments: 'none',
  banner: { js: '// Made of src/action by `npm run build:action`; do not edit.' },
  logLevel: 'warning',
})
