import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { peakOf } from '../../../../../engine/telemetry/peaks/machine-peaks.ts'
import { peaksPath, readPeaks, writePeaks } from '../../../../../engine/telemetry/peaks/peaks-file.ts'
import { somePeaks } from '../../../../helpers/peaks.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infbench-peaks-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const { cpuModel, cores, isa, engineVersion } = somePeaks
const key = { cpuModel, cores, isa, engineVersion }
const path = () => peaksPath(key, { XDG_CACHE_HOME: folder }) as string

test('peaks come back as they were kept, and nothing else is left in the folder', () => {
  expect(writePeaks(path(), somePeaks)).toBe(true)
  expect(readPeaks(path(), key)).toEqual(somePeaks)
  expect(readdirSync(join(folder, 'infbench'))).toEqual(['peaks-Paper-CPU-2-avx512bf16-0.1.0.json'])
})

test.each([
  ['another build', { ...key, engineVersion: '0.2.0' }],
  ['another instruction set', { ...key, isa: 'avx2' }],
  ['another number of cores', { ...key, cores: 4 }],
  ['another processor', { ...key, cpuModel: 'Other CPU' }],
])('peaks of %s are not taken for these', (_what, other) => {
  writePeaks(path(), somePeaks)
  expect(readPeaks(path(), other)).toBeNull()
  expect(peaksPath(other, { XDG_CACHE_HOME: folder })).not.toBe(path())
})

test('a damaged or missing file is no peaks, and a folder that cannot be written keeps none', () => {
  expect(readPeaks(path(), key)).toBeNull()
  writePeaks(path(), somePeaks)
  for (const text of ['', '{', '{"schema":"infbench.peaks/1"}', 'null']) {
    writeFileSync(path(), text)
    expect(readPeaks(path(), key)).toBeNull()
  }
  writeFileSync(join(folder, 'file'), '')
  expect(writePeaks(join(folder, 'file', 'peaks.json'), somePeaks)).toBe(false)
})

test('the cache folder is XDG_CACHE_HOME, else .cache at home, else there is none', () => {
  expect(peaksPath(key, { XDG_CACHE_HOME: '/cache', HOME: '/home/a' })).toMatch(/^\/cache\/infbench\/peaks-/)
  expect(peaksPath(key, { XDG_CACHE_HOME: '', HOME: '/home/a' })).toMatch(/^\/home\/a\/\.cache\/infbench\/peaks-/)
  expect(peaksPath(key, {})).toBeNull()
})

test('a type without an instruction of its own is bound by the peak of floats', () => {
  expect(peakOf(somePeaks.allCores, 'int8')).toBe(8e11)
  expect(peakOf({ ...somePeaks.allCores, int8FlopPerS: null, bf16FlopPerS: null }, 'int8')).toBe(2e11)
  expect(peakOf({ ...somePeaks.allCores, bf16FlopPerS: null }, 'bf16')).toBe(2e11)
})
