/** One load by the native client, in a process that does nothing else: `client-child.ts TASK URL PIDS`, a JSON line of figures. */
import { cpuUsage, resourceUsage } from 'node:process'
import { processClock } from '../../../src/core/clock.ts'
import { nsToMs } from '../../../src/core/units.ts'
import { loadAgainst } from '../../../src/cli/pipeline/selftest/load-against.ts'
import type { MockLog } from '../../../src/selftest/mock/mock-log.ts'
import { createCpuMeter, othersShare } from '../../bench-engine/sampling/cpu-meter.ts'
import { timingFigures } from '../figures/client-figures.ts'
import type { ClientFigures, ClientTask } from './client-task.ts'

const [taskText = '{}', url = '', pidText = ''] = process.argv.slice(2)
const task = JSON.parse(taskText) as ClientTask
const pids = [process.pid, ...pidText.split(',').map(Number)]

const clock = processClock()
const meter = createCpuMeter(() => clock.nowNs())
const machineBefore = meter.read(pids)
let cpuBefore = cpuUsage()
const onWindow = () => void (cpuBefore = cpuUsage())
const { INFBENCH_TRANSPORT: transport } = process.env
const load = { outputTokens: 64, ...task, url: `${url}/v1`, clock, onWindow, transport }
const { records, end, connectionsOpened } = await loadAgainst(load)
const cpu = cpuUsage(cpuBefore)
const machineAfter = meter.read(pids)
const peakMemoryBytes = resourceUsage().maxRSS * 1024
const log = (await (await fetch(`${url}/log`)).json()) as MockLog[]
const measured = records.filter(({ phase }) => phase === 'measure')
const { p50, p99, max } = end.client.eventLoopDelayNs
const lastEventAt = records.reduce((last, { lastTokenAt }) => Math.max(last, lastTokenAt ?? 0), 0)
const figures: ClientFigures = {
  ...timingFigures(measured, log, Number(clock.originNs), task.arrival),
  events: records.reduce((sum, { events }) => sum + events.at.filter((at) => at >= end.window.startAt).length, 0),
  eventsOverNs: lastEventAt - end.window.startAt,
  cpuNs: (cpu.user + cpu.system) * 1e3,
  peakMemoryBytes,
  connections: connectionsOpened,
  loopDelay: { p50: nsToMs(p50), p90: Number.NaN, p99: nsToMs(p99), max: nsToMs(max) },
  othersShare: othersShare(machineBefore, machineAfter),
}
process.stdout.write(`${JSON.stringify(figures)}\n`)
