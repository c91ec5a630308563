#include "../linear/packed.h"
#include "embed.h"

namespace infbench::scalar {

void embed_rows(const EmbedArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    unpack_row(args.format, args.table, args.cols, args.tokens[row], args.out + row * args.cols);
  }
}

}  // namespace infbench::scalar
