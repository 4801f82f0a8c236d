// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// ICC profiles without names and days: a profile written by hand after ICC.1:2022 §7.

#include "redact/color_profile.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;

void put(bytes& to, std::size_t at, std::uint32_t number) {
  for (unsigned i = 0; i < 4; ++i) to[at + i] = static_cast<std::uint8_t>(number >> (24U - 8U * i));
}

void put(bytes& to, std::size_t at, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) to[at + i] = static_cast<std::uint8_t>(text[i]);
}

// A text, a gamma, and a type that nobody knows.
bytes profile() {
  bytes file(300);
  put(file, 0, 300);
  put(file, 4, "MINE");
  put(file, 12, "mntrRGB XYZ ");
  put(file, 24, "\x07\xe8");
  put(file, 36, "acsp");
  put(file, 48, "HOSPSCAN");
  put(file, 100, "JOHN DOE");
  put(file, 128, 3);
  put(file, 132, "desc");
  put(file, 136, 168);
  put(file, 140, 60);
  put(file, 144, "rTRC");
  put(file, 148, 228);
  put(file, 152, 16);
  put(file, 156, "priv");
  put(file, 160, 244);
  put(file, 164, 20);
  put(file, 168, "mluc");
  put(file, 176, 1);
  put(file, 180, 12);
  put(file, 200, "DOE");
  put(file, 228, "curv");
  put(file, 236, 1);
  put(file, 240, "\x02\x33"); // a gamma of 2.2, then two bytes behind it
  put(file, 242, "JD");
  put(file, 244, "mine");
  put(file, 254, "DOE");
  put(file, 290, "DOE");
  return file;
}

bool holds(const bytes& file, std::string_view text) {
  return std::string(file.begin(), file.end()).find(text) != std::string::npos;
}

TEST(ColorProfile, LosesNamesAndDaysAndKeepsColors) {
  bytes file = profile();
  ASSERT_TRUE(clean_color_profile(file));
  ASSERT_EQ(file.size(), 300U);
  for (const auto* name : {"DOE", "JD", "HOSP", "SCAN", "MINE", "mine"}) EXPECT_FALSE(holds(file, name)) << name;
  const bytes original = profile();
  EXPECT_TRUE(std::equal(file.begin() + 128, file.begin() + 168, original.begin() + 128)); // the table of tags
  EXPECT_TRUE(std::equal(file.begin() + 228, file.begin() + 242, original.begin() + 228)); // the curve
  EXPECT_TRUE(std::equal(file.begin() + 8, file.begin() + 24, original.begin() + 8));
  EXPECT_EQ(file[25], 0x6c); // 1900
  bytes empty(60);           // of no records of twelve bytes
  put(empty, 0, "mluc");
  put(empty, 12, 12);
  EXPECT_TRUE(std::equal(empty.begin(), empty.end(), file.begin() + 168));
}

TEST(ColorProfile, IsLeftAloneWhereItIsNone) {
  for (const std::size_t at : {std::size_t{0}, std::size_t{36}, std::size_t{128}, std::size_t{136}, std::size_t{140}}) {
    bytes file = profile();
    put(file, at, 0xffffff00);
    const bytes before = file;
    EXPECT_FALSE(clean_color_profile(file)) << at;
    EXPECT_EQ(file, before);
  }
  bytes cut = profile();
  cut.resize(131);
  EXPECT_FALSE(clean_color_profile(cut));
}

TEST(ColorProfile, AnyBytesAreGoneThroughSafely) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    bytes file = profile();
    for (int i = 0; i < 6; ++i) file[random() % file.size()] = static_cast<std::uint8_t>(random());
    file.resize(random() % 301);
    if (file.size() >= 40) put(file, 36, "acsp");
    const std::size_t size = file.size();
    (void)clean_color_profile(file);
    EXPECT_EQ(file.size(), size);
  }
}

} // namespace
} // namespace dcmstream
