// A file mapped for reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "../status.h"

namespace infbench {

class FileMap {
 public:
  FileMap() = default;
  ~FileMap();
  FileMap(const FileMap&) = delete;
  FileMap& operator=(const FileMap&) = delete;

  Status open(const std::string& path);
  const uint8_t* data() const { return data_; }
  size_t bytes() const { return bytes_; }

 private:
  const uint8_t* data_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace infbench
