// Cutting a linear layer into jobs of a pool: groups of columns (each job reads its own weights), and passes of rows
// where there are many. A gated layer's job takes the same columns of gate and up and joins them.
#include "linear.h"

#include "../../threads/job_ranges.h"
#include "../../threads/pool.h"
#include "gate/gate.h"
#include "packed.h"

namespace infbench {

namespace {

// Rows and columns of gate (and of up) of one gated job: whole spans of q8. With few rows it is wider, up to four times,
// so that memory changes less often from one stream to the other.
constexpr int64_t kGatedCols = 128;
constexpr int64_t kGatedRows = 96;
constexpr int64_t kGatedWider = 4;
constexpr size_t kGatedBytes = kGatedRows * 2 * kGatedCols * sizeof(float);

// Up to so many rows memory decides, not the products.
constexpr int64_t kFewRows = 3;

struct Cut {
  int64_t units, groups;  // a unit of columns is what no job divides
  int64_t rows, passes;
  int64_t shares;  // of the rows, one after another

  int64_t jobs() const { return groups * passes; }
  // Passes of one group follow each other, so that its weights come from cache the second time.
  int64_t row(int64_t job, int64_t next) const {
    const int64_t own = passes / shares, share = job / (groups * own);
    return (share * own + job % own + next) * rows / passes;
  }
  int64_t unit(int64_t job, int64_t next) const {
    const int64_t own = passes / shares;
    return (job % (groups * own) / own + next) * units / groups;
  }
};

// Passes of a thread from which on it keeps to rows of its own, the same in every layer (JobRanges): what it reads is what
// it wrote, and stays near. Weights are then read by every thread, which that many rows pay for.
constexpr int64_t kOwnPasses = 2;

Cut cut_of(int64_t units, int64_t groups, int64_t rows, int64_t pass_rows, int threads) {
  const int64_t passes = (rows + pass_rows - 1) / pass_rows;
  if (passes < kOwnPasses * threads) return {units, groups, rows, passes, 1};
  return {units, groups, rows, (passes + threads - 1) / threads * threads, threads};
}

// A job is at most as wide as a call of the kernel. There are several per thread, as many for each, so that threads end
// together.
int64_t groups_of(int64_t units, int64_t wide, int threads) {
  const int64_t needed = (units + wide - 1) / wide;
  const int64_t least = needed > 2 * threads ? needed : 2 * threads;
  const int64_t even = (least + threads - 1) / threads * threads;
  return even < units ? even : units;
}

// Products of one job of an integer layer, multiply-adds: some microseconds, so that threads end together.
constexpr int64_t kJobProducts = int64_t{1} << 20;

// Blocks that no job divides: those of a tile, as far as few rows do not make memory decide.
int64_t unit_blocks(const LinearKernel& kernel, int64_t rows) {
  return kernel.x == ActivationType::q8 && rows > kFewRows ? kernel.tile_cols / 16 : 1;
}

int64_t wide_blocks(const LinearKernel& kernel, const LinearArgs& args, int64_t rows) {
  if (kernel.x == ActivationType::q8 && rows > kFewRows && rows <= kernel.pass_rows) {
    const int64_t enough = kJobProducts / (rows * args.inner * 16);
    return enough < kernel.pass_blocks ? enough : kernel.pass_blocks;
  }
  // Tiles of seven and eight rows are three blocks wide (f32/f32_step.h, bf16/bf16_avx512bf16.cc).
  const bool lines = kernel.weights == WeightFormat::f32 || kernel.isa == Isa::avx512bf16;
  const bool three = lines && (rows == 7 || rows == 8);
  return three ? 3 : kernel.pass_blocks;
}

void run_part(const LinearKernel& kernel, const LinearArgs& args, const LinearPart& part, void* scratch, bool tiled) {
  if (tiled) return kernel.run(args, part, scratch);
  for (int64_t block = part.block_begin; block < part.block_end; block++) {
    for (int64_t row = part.row_begin; row < part.row_end; row++) {
      kernel.run(args, {row, row + 1, block, block + 1}, scratch);
    }
  }
}

// body(job, worker) for each job. A worker goes from job to job by itself: of the pool it takes one, so that
// small jobs cost no word with the other threads.
template <class Body>
void run_jobs(Pool& pool, int64_t jobs, void* const* scratch, Body&& body) {
  const auto range = [&](int worker) {
    return reinterpret_cast<JobRange*>(static_cast<uint8_t*>(scratch[worker]) + kLinearScratchBytes + kGatedBytes);
  };
  const JobRanges ranges(jobs, pool.threads(), range);
  pool.run(jobs < pool.threads() ? jobs : pool.threads(), [&](int64_t, int worker) {
    for (int64_t job = ranges.next(worker, range); job >= 0; job = ranges.next(worker, range)) body(job, worker);
  });
}

LinearArgs args_of(LinearArgs args, int worker) {
  if (args.read_ahead != nullptr) args.read_ahead += worker;
  return args;
}

void run_plain(Pool& pool, const LinearKernel& kernel, const LinearArgs& args, int64_t rows, void* const* scratch,
               bool tiled) {
  const int64_t blocks = (args.outputs + 15) / 16;
  const int64_t unit = unit_blocks(kernel, rows), units = (blocks + unit - 1) / unit;
  const int64_t wide = wide_blocks(kernel, args, rows) / unit;
  const Cut cut = cut_of(units, groups_of(units, wide < 1 ? 1 : wide, pool.threads()), rows, kernel.pass_rows, pool.threads());
  run_jobs(pool, cut.jobs(), scratch, [&](int64_t job, int worker) {
    const int64_t end = cut.unit(job, 1) * unit;
    run_part(kernel, args_of(args, worker), {cut.row(job, 0), cut.row(job, 1), cut.unit(job, 0) * unit, end < blocks ? end : blocks},
             scratch[worker], tiled);
  });
}

// The products of columns [first, first + cols) of gate or up (from row `first` of w), side by side in `to`.
LinearArgs product(const LinearArgs& args, WeightFormat format, int64_t first, int64_t cols, float* to) {
  LinearArgs part = args;
  part.weights = static_cast<const uint8_t*>(args.weights) +
                 static_cast<size_t>(first / 16) * packed_block_bytes(format, args.inner);
  part.bias = args.bias == nullptr ? nullptr : args.bias + first;
  part.outputs = cols;
  part.y = {to, 2 * cols * static_cast<int64_t>(sizeof(float)), ActivationType::f32, {}};
  return part;
}

void run_gated(Pool& pool, const LinearKernel& kernel, const LinearArgs& args, int64_t rows, void* const* scratch,
               bool tiled) {
  const int64_t columns = args.outputs / 2;
  const int64_t unit = args.y.type == ActivationType::q8 && args.y.q8.span > 16 ? args.y.q8.span : 16;
  const int64_t units = columns / unit;
  const int64_t room = kGatedRows / (rows < kGatedRows ? rows : kGatedRows);
  const int64_t wide = kGatedCols * (room < kGatedWider ? room : kGatedWider) / unit;
  const Cut cut = cut_of(units, groups_of(units, wide, pool.threads()), rows, kGatedRows, pool.threads());
  const GateFn gate = gate_kernel(kernel.isa).run;
  run_jobs(pool, cut.jobs(), scratch, [&](int64_t job, int worker) {
    void* const own = scratch[worker];
    float* const products = reinterpret_cast<float*>(static_cast<uint8_t*>(own) + kLinearScratchBytes);
    const int64_t first = cut.unit(job, 0) * unit, cols = cut.unit(job, 1) * unit - first;
    const int64_t row = cut.row(job, 0), count = cut.row(job, 1) - row;
    const uint8_t* const x = static_cast<const uint8_t*>(args.x) + row * args.x_stride;
    for (int64_t half = 0; half < 2; half++) {
      LinearArgs part = product(args_of(args, worker), kernel.weights, first + half * columns, cols, products + half * cols);
      part.x = x;
      run_part(kernel, part, {0, count, 0, cols / 16}, own, tiled);
    }
    OutRows y = args.y;
    y.data = args.y.row(row);
    gate({products, cols, y, first, args.activation}, count);
  });
}

}  // namespace

size_t linear_scratch_bytes() { return kLinearScratchBytes + kGatedBytes + sizeof(JobRange); }

void run_linear(Pool& pool, const LinearKernel& kernel, const LinearArgs& args, int64_t rows, void* const* scratch,
                bool tiled) {
  if (rows == 0) return;
  return args.gated ? run_gated(pool, kernel, args, rows, scratch, tiled)
                    : run_plain(pool, kernel, args, rows, scratch, tiled);
}

}  // namespace infbench
