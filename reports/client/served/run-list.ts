const settleMs = 250
const refreshMs = 10_000

/**
 * The list answers to the filter while one types, says how many runs are ticked, and is fetched again when the reader comes back to it,
 * or now and then while a run goes on; never under somebody's ticks.
 */
export function keepListFresh(list: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>('form.filter')
  let settling: ReturnType<typeof setTimeout> | undefined
  form?.addEventListener('input', () => {
    clearTimeout(settling)
    settling = setTimeout(() => void fetchList(list, queryOf(form)), settleMs)
  })
  form?.querySelector('button')?.remove()
  document.addEventListener('change', () => countTicks(list))
  countTicks(list)
  const refresh = () => {
    const idle = document.visibilityState === 'visible' && ticked().length === 0
    if (idle && !list.contains(document.activeElement)) void fetchList(list, location.search)
  }
  document.addEventListener('visibilitychange', refresh)
  setInterval(() => {
    if (list.querySelector('tr.running') !== null) refresh()
  }, refreshMs)
}

const ticked = () => [...document.querySelectorAll<HTMLInputElement>('input[name=run]:checked')]

/** Two runs or groups are compared, or more; the button says how many. */
function countTicks(list: HTMLElement): void {
  const button = list.querySelector<HTMLButtonElement>('button[data-compare]')
  if (button === null) return
  const count = ticked().length
  button.disabled = count < 2
  button.textContent = count < 2 ? 'Tick two or more to compare' : `Compare these ${count}`
}

function queryOf(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].filter(([, value]) => value !== '') as [string, string][]
  return fields.length === 0 ? '' : `?${new URLSearchParams(fields)}`
}

/** The list of another filter, or the same one anew; the address follows, so that it can be kept and shared. */
async function fetchList(list: HTMLElement, query: string): Promise<void> {
  const answer = await fetch(`/${query}`).catch(() => null)
  if (answer === null || !answer.ok) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('runs')
  if (fresh === null) return
  list.replaceChildren(...fresh.childNodes)
  countTicks(list)
  history.replaceState(null, '', `/${query}`)
}
