/** What the list of runs and a run in progress gain where scripts run. Both work without it. */
import { followRun } from './follow-run.ts'
import { keepListFresh } from './run-list.ts'

const live = document.querySelector<HTMLElement>('main[data-live]')
if (live !== null) followRun(live)
const list = document.getElementById('runs')
if (list !== null) keepListFresh(list)
