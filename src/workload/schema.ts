import { z } from 'zod'
import { arrival } from './schema/arrival/arrival-fields.ts'
import { choice, duration, durationOrZero, integer, mapping, notNegative, text } from './schema/fields.ts'
import { requests } from './schema/request-fields.ts'
import { load } from './schema/runs/load-fields.ts'
import { search } from './schema/runs/search-fields.ts'
import { until } from './schema/runs/stop-fields.ts'
import { sweep } from './schema/runs/sweep-fields.ts'
import { slo } from './schema/slo-fields.ts'
import { target } from './schema/target-fields.ts'

const hardware = mapping(
  {
    accelerator: text('the name of an accelerator such as h100-sxm')
      .optional()
      .describe('Name from the catalogue, for MFU and MBU; default: unknown'),
    count: integer(1).default(1).describe('How many of them'),
    pricePerHour: notNegative('a price in US dollars')
      .optional()
      .describe('US dollars per hour for all of them, for cost; default: unknown'),
  },
  'a mapping such as {accelerator: h100-sxm, count: 1, pricePerHour: 2}',
)

/** Of a run that neither `count` nor a trace ends. */
export const defaultDuration = '60s'

/**
 * A workload file as the user writes it (DESIGN section 4). Values keep their units here; `resolve-plan.ts` makes the plan.
 * Every key may be left out.
 */
export const workloadFile = mapping(
  {
    name: text('a name').optional().describe("Name of the runs; default: the file's name without its ending"),
    project: text('the name of a project')
      .optional()
      .describe('What the runs belong to in the store, such as a service or a branch; default: nothing'),
    target: target.prefault({ engine: {} }).describe('What is measured; default: the bundled engine'),
    requests: requests.prefault({}).describe('What is sent'),
    arrival: arrival.prefault({}).describe('When it is sent'),
    driver: choice(['native', 'autocannon', 'k6'])
      .default('native')
      .describe(
        'What sends: native; autocannon for the raw HTTP capacity of an endpoint (concurrency, not streamed, http); or k6, as a process of its own',
      ),
    load: load.prefault({}).describe('What the harness sends with'),
    duration: duration('60s')
      .optional()
      .describe('Length of the measured window; default: 60s, or open when count is given or a trace sets the times'),
    count: integer(1, 'a whole number of requests')
      .optional()
      .describe('Measured requests at most; default: as many as the duration admits'),
    tokens: integer(1, 'a whole number of tokens')
      .optional()
      .describe('Ends the run when measured answers hold so many output tokens; default: no such rule'),
    until,
    warmup: z
      .union([z.literal('auto'), durationOrZero('10s')], { error: 'a duration such as 10s, or auto' })
      .default('0s')
      .describe(
        'Requests of this long are sent first at the same rate, stored, and left out of every figure; auto: what MSER-5 finds in the run',
      ),
    cooldown: durationOrZero('5s')
      .default('0s')
      .describe('Rest between the runs of a sweep, a search or repeats, so that none inherits the queue of another'),
    timeout: duration('10m').default('10m').describe('A request that takes longer has failed'),
    drain: durationOrZero('60s')
      .default('60s')
      .describe('How long answers may still arrive after the last request was sent'),
    slo: slo.prefault({}).describe('Thresholds of goodput'),
    sweep,
    search,
    repeat: integer(1, 'a whole number', 1000)
      .default(1)
      .describe('Runs of the same workload, each with the next seed'),
    seed: integer(0, 'a whole number').default(1).describe('Fixes arrivals, lengths and prompts'),
    hardware: hardware.optional().describe('What the target runs on, for cost and utilisation; default: unknown'),
  },
  'a mapping of keys such as target, requests and arrival',
)

export type WorkloadFile = z.output<typeof workloadFile>
