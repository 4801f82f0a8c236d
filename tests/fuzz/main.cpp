// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A target without libFuzzer: runs its seeds, so that it cannot rot, and the files and folders that it is given.
// With --write FOLDER it writes the seeds there instead, for libFuzzer to begin with.

#include "fuzz/fuzz_target.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace {

namespace fs = std::filesystem;

void write_seeds(const fs::path& folder) {
  fs::create_directories(folder);
  for (const auto& [name, bytes] : dcmstream::fuzz::seeds()) {
    std::ofstream(folder / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
}

std::size_t run_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return 1;
}

std::size_t run_path(const fs::path& path) {
  if (!fs::is_directory(path)) return run_file(path);
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(path)) count += run_file(entry.path());
  return count;
}

} // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--write") {
    write_seeds(argv[2]);
    return 0;
  }
  std::size_t count = 0;
  for (const auto& [name, bytes] : dcmstream::fuzz::seeds()) {
    (void)std::fprintf(stderr, "%s\n", name.c_str()); // the last one named is the one that failed
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    ++count;
  }
  for (int i = 1; i < argc; ++i) count += run_path(argv[i]);
  (void)std::printf("%zu inputs\n", count);
  return 0;
}
