import type { TargetPlan } from '../../workload/run-plan.ts'
import { openEndpoint } from '../endpoint.ts'
import type { Target, TargetContext } from '../target.ts'
import { commitOf } from './git.ts'
import { startServer } from './server-process.ts'

type EndpointPlan = Extract<TargetPlan, { kind: 'endpoint' }>
export type StartedPlan = EndpointPlan & Required<Pick<EndpointPlan, 'start'>>

/**
 * Starts a server for one run and opens it as the endpoint it then is; closing the target ends the server. Its facts name the command, and
 * the commit its folder is at. Errors: `server.start`, those of endpoints.
 */
export async function openStarted(plan: StartedPlan, context: TargetContext): Promise<Target> {
  const { start, ...endpoint } = plan
  const server = await startServer({ start, url: plan.url, context })
  try {
    const target = await openEndpoint({ ...endpoint, url: plan.url.replace('{port}', String(server.port)) }, context)
    const commit = await commitOf(start.folder, 'HEAD', context)
    const facts = { ...target.facts.facts, command: start.command, ...(commit !== null && { commit }) }
    return { ...target, facts: { ...target.facts, facts }, logPath: server.logPath, close: () => server.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}
