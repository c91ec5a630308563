#include "../linear/pack/affine.h"
#include "../linear/packed.h"
#include "embed.h"

namespace infbench::scalar {

void embed_rows(const EmbedArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    float* const out = args.out + row * args.cols;
    unpack_row(args.format, args.table, args.cols, args.tokens[row], out);
    if (args.middles != nullptr) add_middles(args.middles, args.cols, args.tokens[row], out);
  }
}

}  // namespace infbench::scalar
