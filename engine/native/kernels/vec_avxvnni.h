// vec_avx2.h and dot products of bytes: vpdpbusd on 256 bits. A file compiled for AVX-VNNI gets its VEX form, one compiled
// for AVX-512 VNNI and VL the EVEX form, whose results are the same. Each *_evexvnni.cc includes the *_avxvnni.cc beside it,
// so the check program checks its very source (isa.h); the namespace follows the form.
#pragma once

#include "vec_avx2.h"

#ifdef __AVXVNNI__
#define INFBENCH_DOT_ISA avxvnni
#else
#define INFBENCH_DOT_ISA evexvnni
#endif

namespace infbench {

namespace {

// A type of each file's own: what is instantiated on it is not shared with files of lesser flags.
struct DotVec : avx2::Vec {
  // Each word of `sum` plus four products of an unsigned by a signed byte: exact but for what overflows 32 bits, which
  // wraps. As an instruction, not an intrinsic: see attention/attention_avx512vnni.cc.
  INFBENCH_INLINE void dot(I& sum, I bytes, I quad) {
#ifdef __AVXVNNI__
    __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sum) : "x"(bytes), "x"(quad));
#else
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(bytes), "v"(quad));
#endif
  }
};

}  // namespace

}  // namespace infbench
