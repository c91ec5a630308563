import type { IncomingMessage, ServerResponse } from 'node:http'
import type { KernelReport } from '../../telemetry/kernel-report.ts'
import { sendJson } from '../send.ts'
import type { Service } from '../service.ts'

/** GET /internal/kernels: what every kernel did since the model was loaded, and what the machine can do at most. */
export async function kernels(service: Service, _request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { facts } = service.engine
  const report: KernelReport = {
    schema: 'infbench.kernels/1',
    ...{ model: facts.model, isa: facts.isa, threads: facts.threads },
    peaks: service.peaks,
    phases: await service.engine.kernels(),
  }
  sendJson(response, 200, JSON.stringify(report))
}
