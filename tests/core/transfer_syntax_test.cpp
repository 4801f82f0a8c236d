// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Transfer syntaxes against PS3.5 Annex A and the UIDs registered in PS3.6.

#include "dicom/transfer_syntax.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace dcmstream {
namespace {

TEST(TransferSyntax, IsFoundForEveryRegisteredUid) {
  std::ifstream file{std::filesystem::path(__FILE__).parent_path() / "../../tools/standard/uids.tsv"};
  unsigned found = 0;
  for (std::string line; std::getline(file, line);) {
    const std::string uid = line.substr(0, line.find('\t'));
    const bool is_registered = line.find("\tTransfer Syntax\t") != std::string::npos;
    EXPECT_EQ(find_transfer_syntax(uid).has_value(), is_registered) << uid;
    found += is_registered ? 1U : 0U;
  }
  EXPECT_GT(found, 60U);
}

TEST(TransferSyntax, SaysHowTheDataSetIsEncoded) {
  constexpr transfer_syntax encapsulated{true, byte_order::little, false, true};
  constexpr transfer_syntax deflated{true, byte_order::little, true, false};
  EXPECT_EQ(find_transfer_syntax("1.2.840.10008.1.2"), implicit_little_endian);
  EXPECT_EQ(find_transfer_syntax("1.2.840.10008.1.2.1"), explicit_little_endian);
  EXPECT_EQ(find_transfer_syntax("1.2.840.10008.1.2.2"), explicit_big_endian);
  EXPECT_EQ(find_transfer_syntax("1.2.840.10008.1.20"), implicit_little_endian);
  for (const char* uid : {"1.99", "4.95", "4.205"}) {
    EXPECT_EQ(find_transfer_syntax("1.2.840.10008.1.2." + std::string{uid}), deflated) << uid;
  }
  for (const char* uid : {"1.98", "4.50", "4.70", "4.81", "4.93", "4.106.1", "4.108", "4.112", "4.203", "5", "8.1"}) {
    EXPECT_EQ(find_transfer_syntax("1.2.840.10008.1.2." + std::string{uid}), encapsulated) << uid;
  }
  for (const char* uid : {"4.94", "4.204", "6.1", "6.2", "7.1", "7.3"}) {
    EXPECT_EQ(find_transfer_syntax("1.2.840.10008.1.2." + std::string{uid}), explicit_little_endian) << uid;
  }
}

TEST(TransferSyntax, IsFoundWithPaddingAfterTheUid) {
  EXPECT_EQ(find_transfer_syntax(std::string_view{"1.2.840.10008.1.2\0", 18}), implicit_little_endian);
  EXPECT_EQ(find_transfer_syntax("1.2.840.10008.1.2.1 "), explicit_little_endian);
}

TEST(TransferSyntax, IsNotFoundForWhatOnlyLooksLikeOne) {
  for (const char* uid :
       {"", "1.2.840.10008.1.2.", "1.2.840.10008.1.2.4.", "1.2.840.10008.1.2.4.050", "1.2.840.10008.1.2.4.71",
        "1.2.840.10008.1.2.4.50.1", "1.2.840.10008.1.2.4.100.2", "1.2.840.10008.1.2.4.-50",
        "1.2.840.10008.1.2.4.99999999999", "1.2.840.10008.1.3", "1.2.840.113619.5.2"}) {
    EXPECT_FALSE(find_transfer_syntax(uid).has_value()) << uid;
  }
}

} // namespace
} // namespace dcmstream
