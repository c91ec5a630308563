/**
 * The client against a server with a known schedule, row by row: `npm run bench:client -- [OPTIONS]`, see `usage`. Each sitting
 * is a fresh client on one core and a fresh server on another; a figure is the median of the rounds.
 */
import { parseArgs } from 'node:util'
import { studyTable } from '../bench-engine/output/table.ts'
import { wanted } from '../bench-engine/rows/select-rows.ts'
import { clientPaths } from './peers/client-paths.ts'
import { preparePeers } from './peers/prepare-peers.ts'
import { costSittings } from './rows/cost-sittings.ts'
import { pacingSittings } from './rows/pacing-sittings.ts'
import { robustnessSittings } from './rows/robustness.ts'
import { timingSittings } from './rows/timing-sittings.ts'
import { runClientStudy } from './run-client-study.ts'

const { values, positionals } = parseArgs({
  // More patterns after the one of --only.
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
    json: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    peer: { type: 'string', multiple: true, default: [] },
    'no-peers': { type: 'boolean', default: false },
    'prepare-only': { type: 'boolean', default: false },
  },
})

const usage = `bench:client [--json FILE] [--only PATTERN ...] [--quick] [--rounds N] [--no-peers] [--prepare-only] [--list]
  --json FILE      merge the rows into this document; a study may be run in pieces
  --only PATTERN   sittings by name, * is anything: --only '8 users*'
  --quick          the most telling sittings only, once each
  --rounds N       times each is measured (default 3); figures are medians
  --peer PATTERN   only these peers: --peer 'vllm*'
  --no-peers       our rows without anybody to compare with
  --prepare-only   install the peers and end
  --list           names of the rows
Peers are installed once in PEERS_DIR (default ~/.cache/infbench/peers): some five minutes, 16 GB.
`

const say = (line: string) => void process.stderr.write(`${line}\n`)

await main().catch((error: unknown) => {
  say(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})

async function main(): Promise<void> {
  const all = [...timingSittings, ...costSittings, ...pacingSittings, ...robustnessSittings]
  const names = all.flatMap(({ rows }) => rows.map(({ name }) => name))
  if (values.help || values.list) return void process.stdout.write(values.help ? usage : `${names.join('\n')}\n`)
  const chosen = all.filter(
    ({ name, quick }) => wanted(name, [...values.only, ...positionals]) && (!values.quick || quick),
  )
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
  const paths = clientPaths(process.env)
  const withPeers = values['prepare-only'] || (!values['no-peers'] && chosen.some(({ peers }) => peers !== undefined))
  const peers = withPeers ? preparePeers(paths, values.peer, say) : []
  if (values['prepare-only']) return
  const document = await runClientStudy({
    sittings: chosen,
    names,
    rounds,
    json: values.json ?? null,
    peers,
    paths,
    say,
  })
  process.stdout.write(`${studyTable(document.rows)}\n`)
}
