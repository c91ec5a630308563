{
  # Sources are found by name (sources.cjs): a file's suffix says which library it belongs to, so a new kernel needs no line here.
  # kernels_<isa>: one static library per instruction set, so that its flags touch its files only.
  # kernels_evexvnni: for the kernels' own program alone, never the addon (kernels/isa.h).
  'variables': {
    # gcc 11 and clang 12 know it; older ones build without.
    'avxvnni%': '<!(node sources.cjs --takes -mavxvnni)',
    'avx512_flags': [
      '-mavx2', '-mfma', '-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mprefer-vector-width=512',
      # gcc 12 warns of its own AVX-512 headers (gcc bug 105593).
      '-Wno-maybe-uninitialized', '-Wno-uninitialized',
    ],
  },
  'target_defaults': {
    'conditions': [['avxvnni==0', {'defines': ['INFBENCH_NO_AVXVNNI']}]],
    'cflags!': ['-O2'],
    'cflags_cc!': ['-std=gnu++17', '-std=gnu++20', '-fexceptions'],
    'cflags': ['-O3', '-Wall', '-Wextra', '-fPIC', '-fvisibility=hidden', '-ffp-contract=off', '-fno-math-errno'],
    'cflags_cc': ['-std=c++17', '-fno-exceptions', '-fno-rtti', '-fvisibility-inlines-hidden'],
    'xcode_settings': {
      'GCC_OPTIMIZATION_LEVEL': '3',
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++17',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
      'OTHER_CPLUSPLUSFLAGS': ['-ffp-contract=off', '-fno-math-errno', '-fno-exceptions'],
    },
  },
  'conditions': [
    ['target_arch=="x64"', {
      'targets': [
        {
          'target_name': 'kernels_avx2',
          'type': 'static_library',
          'cflags': ['-mavx2', '-mfma', '-mf16c', '-mno-avx512f'],
          'xcode_settings': {'OTHER_CFLAGS': ['-mavx2', '-mfma', '-mf16c', '-mno-avx512f']},
          'sources': ['<!@(node sources.cjs avx2)'],
        },
        {
          'target_name': 'kernels_evexvnni',
          'type': 'static_library',
          'cflags': ['<@(avx512_flags)', '-mf16c', '-mavx512vnni'],
          'xcode_settings': {'OTHER_CFLAGS': ['<@(avx512_flags)', '-mf16c', '-mavx512vnni']},
          'sources': ['<!@(node sources.cjs evexvnni)'],
        },
        {
          'target_name': 'kernels_avx512',
          'type': 'static_library',
          'cflags': ['<@(avx512_flags)'],
          'xcode_settings': {'OTHER_CFLAGS': ['<@(avx512_flags)']},
          'sources': ['<!@(node sources.cjs avx512)'],
        },
        {
          'target_name': 'kernels_avx512vnni',
          'type': 'static_library',
          'cflags': ['<@(avx512_flags)', '-mavx512vnni'],
          'xcode_settings': {'OTHER_CFLAGS': ['<@(avx512_flags)', '-mavx512vnni']},
          'sources': ['<!@(node sources.cjs avx512vnni)'],
        },
        {
          'target_name': 'kernels_avx512bf16',
          'type': 'static_library',
          'cflags': ['<@(avx512_flags)', '-mavx512vnni', '-mavx512bf16'],
          'xcode_settings': {'OTHER_CFLAGS': ['<@(avx512_flags)', '-mavx512vnni', '-mavx512bf16']},
          'sources': ['<!@(node sources.cjs avx512bf16)'],
        },
      ],
    }],
    ['target_arch=="x64" and avxvnni==1', {
      'targets': [
        {
          'target_name': 'kernels_avxvnni',
          'type': 'static_library',
          'cflags': ['-mavx2', '-mfma', '-mf16c', '-mavxvnni', '-mno-avx512f'],
          'xcode_settings': {'OTHER_CFLAGS': ['-mavx2', '-mfma', '-mf16c', '-mavxvnni', '-mno-avx512f']},
          'sources': ['<!@(node sources.cjs avxvnni)'],
        },
      ],
    }],
    ['target_arch=="arm64"', {
      'targets': [
        {
          'target_name': 'kernels_neon',
          'type': 'static_library',
          'cflags': ['-march=armv8.2-a+dotprod'],
          'xcode_settings': {'OTHER_CFLAGS': ['-march=armv8.2-a+dotprod']},
          'sources': ['<!@(node sources.cjs neon)'],
        },
      ],
    }],
  ],
  'targets': [
    {
      'target_name': 'executor',
      'type': 'static_library',
      'sources': ['<!@(node sources.cjs executor)'],
      'conditions': [
        ['target_arch=="x64"', {
          'dependencies': ['kernels_avx2', 'kernels_avx512', 'kernels_avx512vnni', 'kernels_avx512bf16'],
        }],
        ['target_arch=="x64" and avxvnni==1', {'dependencies': ['kernels_avxvnni']}],
        ['target_arch=="arm64"', {'dependencies': ['kernels_neon']}],
      ],
    },
    {
      'target_name': 'infbench_native',
      'dependencies': ['executor'],
      'sources': ['<!@(node sources.cjs addon)'],
      'include_dirs': ["<!@(node -p \"require('node-addon-api').include\")"],
      # A worker that is terminated in mid-call cannot throw any more: what fails then is nobody's error.
      'defines': ['NAPI_VERSION=9', 'NAPI_DISABLE_CPP_EXCEPTIONS', 'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'],
    },
    {
      # check and bench of the kernels, outside Node.
      'target_name': 'infbench_kernels',
      'type': 'executable',
      'win_delay_load_hook': 'false',
      'dependencies': ['executor'],
      'libraries': ['-lpthread'],
      'sources': ['<!@(node sources.cjs kernels)'],
      'conditions': [
        ['target_arch=="x64"', {'dependencies': ['kernels_evexvnni'], 'defines': ['INFBENCH_EVEXVNNI']}],
      ],
    },
  ],
}
