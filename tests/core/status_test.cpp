// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The table of errors is whole, and its codes are told apart.

#include "base/status.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace dcmstream {
namespace {

constexpr status all[] = {
#define DCMSTREAM_STATUS(name, fault, room, message) status::name,
#include "base/status.def"
#undef DCMSTREAM_STATUS
};

TEST(Status, HasACodeOfItsOwnAndAMessage) {
  std::set<std::string_view> names;
  for (const status one : all) {
    const std::string_view name = name_of(one);
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    })) << name;
    EXPECT_FALSE(message_of(one).empty()) << name;
    EXPECT_NE(message_of(one).back(), '.') << name;
  }
}

TEST(Status, SaysWhoIsWrong) {
  EXPECT_EQ(fault_of(status::need_input), status_fault::none);
  EXPECT_EQ(fault_of(status::finished), status_fault::none);
  EXPECT_EQ(fault_of(status::truncated), status_fault::data);
  EXPECT_EQ(fault_of(status::not_ready), status_fault::use);
  EXPECT_EQ(name_of(status::truncated), "truncated");
}

} // namespace
} // namespace dcmstream
