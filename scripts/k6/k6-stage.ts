import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { marked, needTool, runLogged, type Stage } from '../bench-engine/peers/stage.ts'

/** The k6 that the driver, its tests and the study of clients use. */
export const k6Version = '1.8.1'

const here = fileURLToPath(new URL('.', import.meta.url))

/** k6 with the extension of this folder, built in `folder`; made again when either changes. */
export function k6Stage(folder: string): Stage {
  const wanted = `${k6Version} ${sourcesHash()}`
  return marked(join(folder, 'infbench-version'), wanted, {
    name: `k6 ${k6Version}`,
    takes: 'two minutes, downloads 60 MB',
    run(log) {
      needTool('go', 'https://go.dev/dl', ['version'])
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
      cpSync(join(here, 'main.go'), join(folder, 'main.go'))
      cpSync(join(here, 'sse'), join(folder, 'sse'), { recursive: true })
      runLogged(log, 'go', ['mod', 'init', 'infbench-k6'], folder)
      runLogged(log, 'go', ['get', `go.k6.io/k6@v${k6Version}`], folder)
      runLogged(log, 'go', ['build', '-o', 'k6', '.'], folder)
    },
  })
}

function sourcesHash(): string {
  const files = ['main.go', ...readdirSync(join(here, 'sse')).map((file) => `sse/${file}`)]
  const hash = createHash('sha256')
  for (const file of files.toSorted()) hash.update(`${file}\n${readFileSync(join(here, file), 'utf8')}`)
  return hash.digest('hex').slice(0, 16)
}
