import { runStages } from '../../bench-engine/peers/stage.ts'
import { wanted } from '../../bench-engine/rows/select-rows.ts'
import { aiperf } from './aiperf.ts'
import { autocannon } from './autocannon.ts'
import type { ClientPaths } from './client-paths.ts'
import type { ClientPeer } from './client-peer.ts'
import { clientStages } from './client-stages.ts'
import { guidellm } from './guidellm.ts'
import { inferencePerf } from './inference-perf.ts'
import { k6 } from './k6.ts'
import { vllmBench } from './vllm-bench.ts'

/** Every peer that a registry has, those that tend to be best first. */
export const clientPeers: readonly ClientPeer[] = [inferencePerf, vllmBench, guidellm, aiperf, k6, autocannon]

/** Installs what is missing of those named (patterns; none: all); a peer that cannot be had is named with its reason and left out. */
export function preparePeers(
  paths: ClientPaths,
  names: readonly string[],
  say: (line: string) => void,
): readonly ClientPeer[] {
  return clientPeers.filter((peer) => {
    if (!wanted(peer.name, names)) return false
    try {
      runStages(clientStages(peer, paths), ({ name }) => `${paths.root}/logs/${name.replaceAll(/\W+/g, '-')}.log`, say)
      return true
    } catch (error) {
      say(`peers: ${peer.name} is left out: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  })
}
