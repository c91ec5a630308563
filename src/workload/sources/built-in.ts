/** Names of the distributions that ship in workloads/distributions, one JSON file each. */
export const builtInDistributions = [
  ...(['azure-conv-2023', 'azure-code-2023', 'mooncake-conversation', 'servegen-language', 'sharegpt-8k'] as const),
  ...([
    'arxiv-summarization',
    'servegen-reasoning',
    'deepseek-r1-reasoning',
    'agentic-coding',
    'burstgpt-chat',
  ] as const),
] as const

export type BuiltInDistribution = (typeof builtInDistributions)[number]

/**
 * Where a built-in distribution lies: in the package's workloads folder, which is three levels above this file in the sources
 * and four in the compiled tree (dist/src/...).
 */
export function distributionUrl(name: string, moduleUrl: string = import.meta.url): URL {
  const root = moduleUrl.endsWith('.ts') ? '../../../' : '../../../../'
  return new URL(`${root}workloads/distributions/${name}.json`, moduleUrl)
}
