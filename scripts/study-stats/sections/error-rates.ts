import type { PairedGates } from '../paired-gates.ts'
import { alarmBar, isRightAlarm, type Line, rateCell, type Section } from '../rates.ts'

/** How often gates of equal sides are wrong, and how often a test over single requests is: it must miss the bar. */
export function errorRates(studies: readonly PairedGates[], name: string): Section {
  return {
    title: `Errors where nothing differs: ${name}`,
    note:
      'Six metrics at 0.05. Level: the attainable one nearest to 0.05, exact. False alarms: any metric called different. Bounds miss: any ' +
      'bound leaves out the truth. Beside a shift: a metric that did not move is called different where three others moved by 10 %. ' +
      `Brackets: 95 % intervals. The bar for false alarms and bounds is ${alarmBar.low} to ${alarmBar.high}; a test over single requests must miss it.`,
    columns: ['pairs', 'gates', 'level', 'false alarms', 'bounds miss', 'beside a shift', 'single requests'],
    lines: studies.map(lineOf),
  }
}

function lineOf(study: PairedGates): Line {
  const { pairs, gates, level, alarms, misses, alarmsBesideShift, naive } = study
  const rates = [alarms, misses, alarmsBesideShift, naive]
  const holds =
    isRightAlarm(alarms / gates) &&
    misses / gates <= alarmBar.high &&
    alarmsBesideShift / gates <= alarmBar.high &&
    !isRightAlarm(naive / gates)
  return {
    cells: [`${pairs}`, `${gates}`, level.toFixed(5), ...rates.map((hits) => rateCell(hits, gates))],
    holds,
  }
}
