// Bundles the client scripts of the reports and copies their style sheets to dist/reports, where src/report finds them.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(root, 'dist', 'reports')
const browsers = ['chrome111', 'firefox113', 'safari16.4']

await mkdir(target, { recursive: true })
await build({
  entryPoints: [
    { in: join(root, 'reports', 'client', 'main.ts'), out: 'client' },
    { in: join(root, 'reports', 'client', 'served', 'main.ts'), out: 'served' },
  ],
  outdir: target,
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
  'run/selection',
  'comparison',
  'conditions',
  'narrow',
  'print',
  'sweep',
]
await writeStyle('page', sheets)
// Pages of `infbench ui` have it behind the other.
await writeStyle('served', ['served'])

async function writeStyle(name, parts) {
  const texts = await Promise.all(parts.map((part) => readFile(join(root, 'reports', 'css', `${part}.css`), 'utf8')))
  const minified = await transform(texts.join('\n'), { loader: 'css', minify: true, target: browsers })
  await writeFile(join(target, `${name}.css`), minified.code)
}
