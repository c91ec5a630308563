// Bundles the client script of the reports and copies their style sheet to dist/reports, where src/report finds them.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(root, 'dist', 'reports')
const browsers = ['chrome111', 'firefox113', 'safari16.4']

await mkdir(target, { recursive: true })
await build({
  entryPoints: [join(root, 'reports', 'client', 'main.ts')],
  outfile: join(target, 'client.js'),
  tsconfig: join(root, 'reports', 'client', 'tsconfig.json'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: browsers,
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
})
// One after the other, because later sheets refine earlier ones.
const sheets = [
  'page',
  'lead',
  'tiles',
  'tables',
  'term',
  'charts',
  'comparison',
  'conditions',
  'narrow',
  'print',
  'sweep',
]
const texts = await Promise.all(sheets.map((name) => readFile(join(root, 'reports', 'css', `${name}.css`), 'utf8')))
const minified = await transform(texts.join('\n'), { loader: 'css', minify: true, target: browsers })
await writeFile(join(target, 'page.css'), minified.code)
