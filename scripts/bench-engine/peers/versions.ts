/** What the peers are: versions, build flags, files. */

export const versions = {
  /** The source package on PyPI that carries llama.cpp. */
  llamaCppPython: '0.3.36',
  openvinoGenai: '2026.4.1.0',
} as const

export const pythonPackages: readonly string[] = [
  'cmake',
  'ninja',
  'numpy',
  'gguf',
  'nncf',
  `openvino-genai==${versions.openvinoGenai}`,
  `openvino-tokenizers==${versions.openvinoGenai}`,
]

/** A native build with everything that makes it fast, and nothing that reaches for the network. */
export const llamaFlags: readonly string[] = [
  '-DCMAKE_BUILD_TYPE=Release',
  '-DGGML_NATIVE=ON',
  '-DGGML_CPU_REPACK=ON',
  '-DGGML_LLAMAFILE=ON',
  '-DGGML_OPENMP=ON',
  '-DLLAMA_CURL=OFF',
  '-DLLAMA_OPENSSL=OFF',
  '-DLLAMA_BUILD_UI=OFF',
  '-DLLAMA_USE_PREBUILT_UI=OFF',
  '-DLLAMA_BUILD_TESTS=OFF',
  '-DLLAMA_BUILD_SERVER=OFF',
  '-DLLAMA_BUILD_NUMBER=0',
  `-DLLAMA_BUILD_COMMIT=sdist-${versions.llamaCppPython}`,
]

export interface Quantisation {
  readonly file: string
  readonly type: string
  /** Every matrix in this type, the head too: for 4 bits the fastest file that llama.cpp can be given. */
  readonly pure: boolean
}

const q40 = { file: 'q4_0', type: 'Q4_0', pure: true }
const q4km = { file: 'q4_k_m', type: 'Q4_K_M', pure: false }

/** Files made of each model. */
export const quantisations: Readonly<Record<string, readonly Quantisation[]>> = {
  'llama-110m': [q40, q4km],
  'llama-1b': [q40, q4km, { file: 'q8_0', type: 'Q8_0', pure: false }, { file: 'bf16', type: 'BF16', pure: false }],
}

/** Contexts longer than this are computed once and kept, for up to so many sequences of one model file. */
export const longContexts = { longerThan: 512, model: 'llama-1b', file: 'q4_0', sequences: 8 } as const
