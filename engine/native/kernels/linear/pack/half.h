// IEEE half precision, the type of the scales of quantized weights.
#pragma once

#include <cstdint>

namespace infbench {

// To nearest, ties to even; the largest half where x is larger.
uint16_t to_half(float x);
float from_half(uint16_t bits);

}  // namespace infbench
