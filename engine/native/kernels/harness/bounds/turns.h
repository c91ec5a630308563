// Things timed in turns: a round runs each of them for some hundredths of a second, so that what disturbs the machine meets
// all, and each is set against the peak of its own round.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "../bench.h"

namespace infbench {

class Turns {
 public:
  // A ceiling, and what is measured against it. body does its work once; work: of one run, in operations or bytes. Ceilings
  // come before what names them; `of`: the ceiling's name, "" for a ceiling itself.
  void add(const std::string& name, const std::string& of, int threads, double work, std::function<void()> body);

  // So many rounds; prints a line each: name, threads, giga-work per second (median), share of its ceiling with the same
  // threads (median of the rounds' ratios).
  void run(int rounds);

 private:
  struct Turn {
    std::string name, of;
    int threads;
    double work;
    std::function<void()> body;
    std::vector<double> rates;
  };
  const Turn* ceiling_of(const Turn& turn) const;
  std::vector<Turn> turns_;
};

// What a layer of int4 weights costs beside its products (linear_bounds_bench.cc), and what attention of one new token
// costs beside reading keys and values (attention_bounds_bench.cc).
void linear_bounds(Isa level, Pool& all, Pool& one);
void attention_bounds(Isa level, Pool& all, Pool& one);

}  // namespace infbench
