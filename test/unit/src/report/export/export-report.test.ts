import { expect, test } from 'vitest'
import { exportRun, exportSweep } from '../../../../../src/report/export/export-report.ts'
import { sampleReport } from '../../../../helpers/sample-report.ts'
import { sampleSweep } from '../../../../helpers/sample-sweep.ts'

const model = sampleReport({ requests: 120, failShare: 0.05 })
const textOf = (made: ReturnType<typeof exportRun>) => ('text' in made ? made.text : '')
const filesOf = (made: ReturnType<typeof exportRun>) => ('files' in made ? made.files : [])
const hostile = `</script>| x |\n# big\u0000\u202e[a](b)`

test('the Markdown of a run says what the page says first, with the figures of its tables', () => {
  const text = textOf(exportRun(model, 'md'))
  const said = text.replaceAll('\\', '')
  for (const sentence of model.sentences) expect(said).toContain(sentence.replaceAll('\u00a0', ' '))
  expect(text).toMatch(/^## chat-azure\n\n\*\*/)
  expect(text).toMatch(/\| TTFT \| ms \| [\d,]+ \|/)
  expect(text).toContain(model.rerun)
  expect(text).toMatch(/\| Failure \|/)
})

test('strings of a server cannot leave their cell of the Markdown', () => {
  const text = textOf(
    exportRun(
      sampleReport({ requests: 30, failShare: 0.5, detail: hostile, name: hostile, model: hostile, warmupS: 0 }),
      'md',
    ),
  )
  const outside = text.replace(/```[\s\S]*?```/g, '')
  expect(outside).not.toMatch(/^# big|<\/script>|\u0000|\u202e/m)
  expect(outside.split('\n').filter((line) => line.startsWith('## '))).toHaveLength(1)
})

test('the JSON of a run is its model', () => {
  expect(JSON.parse(textOf(exportRun(model, 'json')))).toEqual(JSON.parse(JSON.stringify(model)))
})

test('every chart with something to show is a drawing that stands by itself, and a table of all its rows', () => {
  const drawings = filesOf(exportRun(model, 'svg'))
  const tables = filesOf(exportRun(model, 'csv'))
  expect(drawings.map(({ name }) => name.replace('.svg', ''))).toEqual(
    tables.map(({ name }) => name.replace('.csv', '')),
  )
  expect(drawings.map(({ name }) => name)).toContain('ttft-over-time.svg')
  for (const { name, text } of drawings) {
    expect(text, name).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<title>.*<desc>.*<\/svg>\n$/s)
    expect(text, name).not.toMatch(/var\(|undefined|NaN/)
  }
  const ttft =
    tables
      .find(({ name }) => name === 'ttft-over-time.csv')
      ?.text.trim()
      .split('\r\n') ?? []
  expect(ttft[0]).toBe('series,atS,ms,request')
  expect(ttft.filter((line) => line.startsWith('request,'))).toHaveLength(model.charts.tracks.ttft.points.length)
})

test('a run of which nothing completed has no latency drawings, and Markdown that says so', () => {
  const failed = sampleReport({ requests: 20, failShare: 1, warmupS: 0 })
  expect(filesOf(exportRun(failed, 'svg')).map(({ name }) => name)).not.toContain('tail.svg')
  expect(textOf(exportRun(failed, 'md'))).toContain('No request completed')
})

test('a group has a line for each run and its charts', () => {
  const { model: group } = sampleSweep()
  const text = textOf(exportSweep(group, 'md'))
  const table = text.split('\n').filter((line) => line.startsWith('| '))
  expect(table.length).toBe(2 + group.points.length)
  expect(JSON.parse(textOf(exportSweep(group, 'json'))).schema).toBe('infbench.sweep-report/1')
  expect(filesOf(exportSweep(group, 'csv')).map(({ name }) => name)).toContain('ttft-by-load.csv')
  expect(filesOf(exportSweep(group, 'svg')).map(({ name }) => name)).toContain('pareto.svg')
})
