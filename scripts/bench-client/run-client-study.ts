import { mergeRows, readDocument, type StudyDocument, writeDocument } from '../bench-engine/output/document.ts'
import { machineFacts } from '../bench-engine/output/machine.ts'
import { studyTable } from '../bench-engine/output/table.ts'
import type { ResultRow } from '../bench-engine/rows/row.ts'
import { median } from '../bench-engine/sampling/statistics.ts'
import type { Sitting, Taken } from './rows/sitting.ts'
import { type Cores, coresToUse } from './runners/run-client.ts'

export interface ClientStudy {
  readonly sittings: readonly Sitting[]
  /** All rows there are, in the order of the table. */
  readonly names: readonly string[]
  readonly rounds: number
  /** The document to merge into, or null. */
  readonly json: string | null
  say(line: string): void
}

/** Measures sitting by sitting; the document is written after each, so that what was measured is not lost. */
export async function runClientStudy(study: ClientStudy): Promise<StudyDocument> {
  const cores = coresToUse()
  if (cores === null) study.say('client and server share their cores: expected two cores and taskset')
  let document = readDocument(study.json)
  for (const sitting of study.sittings) {
    const startedAt = performance.now()
    const taken = await takenIn(sitting, study.rounds, cores)
    const seconds = (performance.now() - startedAt) / 1e3
    const rows = resultRows(sitting, taken).map((row, i) => (i === 0 ? { ...row, seconds } : row))
    const machine = { ...machineFacts(1, null), cores, peers: {} }
    document = { machine, rows: mergeRows(document.rows, rows, study.names) }
    if (study.json !== null) writeDocument(study.json, document)
    for (const row of rows) study.say(studyTable([row]).split('\n')[1] ?? '')
  }
  return document
}

async function takenIn(sitting: Sitting, rounds: number, cores: Cores | null): Promise<Taken[]> {
  const taken: Taken[] = []
  for (let round = 0; round < rounds; round++) taken.push(await sitting.measure(cores))
  return taken
}

/** The median of the rounds beside its bar; `ratio` is 1 and more where the bar holds. */
export function resultRows(sitting: Sitting, taken: readonly Taken[]): ResultRow[] {
  return sitting.rows.map(({ name, unit, better, bar }, place) => {
    const samples = taken.map(({ values }) => values.get(name) ?? Number.NaN)
    const value = median(samples)
    const ok = better === 'less' ? value <= bar : value >= bar
    const details = { better, samples, ...(place === 0 ? { figures: taken.map(({ details }) => details) } : {}) }
    return { name, value, unit, peer: null, peerValue: null, ratio: null, bar, ok, details }
  })
}
