#include "embed.h"

namespace infbench::scalar {

void embed_f32(const EmbedArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t token = args.tokens[row];
    const float* column = args.table + (token / 16) * args.cols * 16 + token % 16;
    float* out = args.out + row * args.cols;
    for (int64_t c = 0; c < args.cols; c++) out[c] = column[c * 16];
  }
}

}  // namespace infbench::scalar
