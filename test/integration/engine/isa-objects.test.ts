/** What the compiler made of the files of each instruction set: run on a machine that lacks an instruction, one too many ends the process. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { addonPath } from '../../../engine/backends/native.ts'

const native = join(dirname(addonPath()), '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'infbench-compiler-'))
afterAll(() => rmSync(folder, { recursive: true }))

const disassembler = spawnSync('objdump', ['--version']).status === 0

/** Paths of the objects of one library, without those of sources since moved; none where the build has no such library. */
function objectsOf(library: string): string[] {
  const root = join(dirname(addonPath()), 'obj.target', library)
  if (!existsSync(root)) return []
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.o') && existsSync(join(native, `${path.slice(0, -2)}.cc`)))
    .map((path) => join(root, path))
}

/** Instructions as `bytes<tab>text`. */
function instructionsOf(object: string): string[] {
  const out = execFileSync('objdump', ['-d', object], { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 60_000 })
  return [...out.matchAll(/^ +[0-9a-f]+:\t(.+\t.+)$/gm)].map((line) => line[1] as string)
}

/** In 64-bit code 0x62 begins an EVEX instruction and nothing else. */
const isEvex = (line: string) => line.startsWith('62 ') || /%zmm|%[xy]mm(?:1[6-9]|[23]\d)|%k[0-7]/.test(line)

for (const library of ['kernels_avx2', 'kernels_avxvnni']) {
  const objects = disassembler ? objectsOf(library) : []
  test.skipIf(objects.length === 0)(`${library} holds no instruction of AVX-512 (needs objdump and x64)`, () => {
    for (const object of objects) {
      const lines = instructionsOf(object)
      expect(lines.length, object).toBeGreaterThan(10)
      expect(lines.filter(isEvex), object).toEqual([])
    }
  })
}

test.skipIf(!disassembler || objectsOf('kernels_avxvnni').length === 0)(
  'every file of AVX-VNNI multiplies with the VEX form of vpdpbusd, its twin with the EVEX form (needs objdump and x64)',
  () => {
    const products = (object: string) => instructionsOf(object).filter((line) => line.includes('vpdpbusd'))
    for (const object of objectsOf('kernels_avxvnni')) {
      const lines = products(object)
      expect(lines.length, object).toBeGreaterThan(0)
      expect(lines.filter((line) => !line.startsWith('c4 '))).toEqual([])
    }
    for (const object of objectsOf('kernels_evexvnni')) {
      const lines = products(object)
      expect(lines.length, object).toBeGreaterThan(0)
      expect(lines.filter((line) => !line.startsWith('62 '))).toEqual([])
    }
  },
)

test.skipIf(!disassembler || objectsOf('kernels_evexvnni').length === 0)(
  'the addon holds no kernel of the check program alone (needs objdump and x64)',
  () => {
    const symbols = execFileSync('objdump', ['-t', addonPath()], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      timeout: 60_000,
    })
    expect(symbols).toMatch(/avxvnni.*linear_int4/)
    expect(symbols).not.toMatch(/evexvnni.*linear/)
  },
)

/** Functions that the linker takes from any object that has them. */
function sharedFunctions(library: string): ReadonlySet<string> {
  const symbols = execFileSync('objdump', ['-t', ...objectsOf(library)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  })
  return new Set([...symbols.matchAll(/^\S+ +w +F .*\t\S+ (?:\.hidden )?(\S+)$/gm)].map((line) => line[1] as string))
}

const isaLibraries = ['avx2', 'avxvnni', 'avx512', 'avx512vnni', 'avx512bf16'].map((isa) => `kernels_${isa}`)

test.skipIf(!disassembler || objectsOf('kernels_avxvnni').length === 0)(
  'no function compiled for one instruction set may be linked in place of one for another (needs objdump and x64)',
  () => {
    const seen = new Map<string, string>()
    for (const library of [...isaLibraries, 'executor']) {
      for (const name of sharedFunctions(library)) {
        expect(seen.get(name), `${name} of ${library}`).toBeUndefined()
        seen.set(name, library)
      }
    }
    expect(seen.size).toBeGreaterThan(10)
  },
)

/** A compiler that takes every flag but this one. */
function compilerWithout(flag: string): string {
  const path = join(folder, 'compiler')
  writeFileSync(path, `#!/bin/sh\ncase " $* " in *" ${flag} "*) exit 1 ;; esac\n`, { mode: 0o755 })
  return path
}

test('a compiler that does not know AVX-VNNI builds without its files', () => {
  const takes = (compiler: string, flag: string) =>
    execFileSync(process.execPath, ['sources.cjs', '--takes', flag], {
      cwd: native,
      env: { ...process.env, CXX: compiler },
      encoding: 'utf8',
      timeout: 30_000,
    })
  const old = compilerWithout('-mavxvnni')
  expect([takes(old, '-mavxvnni'), takes(old, '-mavx2'), takes(join(folder, 'none'), '-mavx2')]).toEqual([
    '0',
    '1',
    '0',
  ])
})

test.skipIf(spawnSync('make', ['--version']).status !== 0)(
  'the same holds for the check program outside Node (needs make)',
  () => {
    const plan = (compiler: string) =>
      execFileSync(
        'make',
        ['-n', '-f', 'check.mk', `CXX=${compiler}`, 'MACHINE=x86_64', `OUT=${join(folder, 'out')}`],
        {
          ...{ cwd: native, encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 30_000 },
        },
      )
    const old = plan(compilerWithout('-mavxvnni'))
    expect(old).toContain('-DINFBENCH_NO_AVXVNNI')
    expect(old).not.toContain('_avxvnni.cc')
    const all = plan(compilerWithout('-mnothing'))
    expect(all).not.toContain('-DINFBENCH_NO_AVXVNNI')
    expect(all).toContain('int_avxvnni.cc')
  },
)
