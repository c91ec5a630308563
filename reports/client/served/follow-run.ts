/** Takes what changes of a run in progress from its stream, and loads the page again when the run has ended: then it is a report. */
export function followRun(main: HTMLElement): void {
  const part = document.getElementById('live')
  if (part === null) return
  const stream = new EventSource(main.dataset['live'] as string)
  stream.addEventListener('update', ({ data }: MessageEvent<string>) =>
    replaceKeepingOpen(part, (JSON.parse(data) as { html: string }).html),
  )
  stream.addEventListener('ended', () => {
    stream.close()
    location.reload()
  })
  stream.addEventListener('open', () => part.classList.remove('stale'))
  // The browser tries again by itself; until then the figures are old ones.
  stream.addEventListener('error', () => part.classList.add('stale'))
}

/** New markup in which the tables that the reader has opened are open. */
function replaceKeepingOpen(part: HTMLElement, html: string): void {
  const open = [...part.querySelectorAll('figure details[open]')].map((details) => details.closest('figure')?.id)
  const fresh = document.createElement('template')
  fresh.innerHTML = html
  for (const id of open) fresh.content.querySelector(`figure[id="${id}"] details`)?.setAttribute('open', '')
  part.replaceChildren(fresh.content)
}
