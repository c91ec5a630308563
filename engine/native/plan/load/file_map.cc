#include "file_map.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace infbench {

FileMap::~FileMap() {
  if (data_ != nullptr) munmap(const_cast<uint8_t*>(data_), bytes_);
}

Status FileMap::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Status::error(format("%s: %s", path.c_str(), std::strerror(errno)));
  struct stat info;
  if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0) {
    close(file);
    return Status::error(format("%s: expected a file that is not empty", path.c_str()));
  }
  bytes_ = static_cast<size_t>(info.st_size);
  void* const mapping = mmap(nullptr, bytes_, PROT_READ, MAP_PRIVATE, file, 0);
  const int fault = errno;
  close(file);
  if (mapping == MAP_FAILED) return Status::error(format("%s: %s", path.c_str(), std::strerror(fault)));
  data_ = static_cast<const uint8_t*>(mapping);
  return {};
}

}  // namespace infbench
