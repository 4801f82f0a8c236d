// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which encoding the first bytes of a data set speak for.

#include "parse/evidence.hpp"
#include "support/byte_builder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dcmstream {
namespace {

constexpr std::uint32_t modality = 0x00080060;

encoding encoding_of(form written) {
  return written == form::implicit_le ? implicit_little : written == form::explicit_le ? explicit_little : explicit_big;
}

constexpr form forms[] = {form::implicit_le, form::explicit_le, form::explicit_be};

encoding weigh(const byte_builder& built, encoding declared, std::uint64_t room = unlimited) {
  return weigh_encoding(std::span<const std::uint8_t, 8>(built.bytes().data(), 8), declared, room);
}

TEST(Evidence, IsTheFirstHeaderOfAKnownAttribute) {
  for (const form written : forms) {
    for (const std::uint32_t tag : {0x00080005U, 0x00080008U, 0x00080016U, modality, 0x00020010U}) {
      const std::string_view vr = tag == 0x00080016U || tag == 0x00020010U ? "UI" : "CS";
      EXPECT_EQ(find_encoding(byte_builder(written).element(tag, vr, "ab").bytes()), encoding_of(written));
    }
    EXPECT_EQ(find_encoding(byte_builder(written).element(0x00080000, "UL", "1234").bytes()), encoding_of(written));
  }
}

TEST(Evidence, IsTheChainOfHeadersWhereTheFirstIsPrivate) {
  for (const form written : forms) {
    const auto built = byte_builder(written)
                           .element(0x00091001, "UL", "1234")
                           .element(0x00091002, "UL", "1234")
                           .element(0x00100010, "PN", "A^B ");
    EXPECT_EQ(find_encoding(built.bytes()), encoding_of(written));
  }
}

TEST(Evidence, IsNotFoundInOtherFiles) {
  const std::string jpeg("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xFF\xDB\0\x43\0", 25);
  const std::string gzip("\x1F\x8B\x08\0\0\0\0\0\0\xFF\x4B\x4C\x4A\x06\0\xC2\x41\x24\x35", 19);
  const std::string zeros(200, '\0');
  const std::string ones(200, '\xFF');
  for (const std::string& bytes : {jpeg, gzip, zeros, ones, std::string(R"({"00080005": {"vr": "CS"}})")}) {
    EXPECT_FALSE(find_encoding(byte_builder().raw(bytes).bytes()));
  }
}

TEST(Evidence, IsTheSameHoweverMuchFollows) {
  byte_builder built(form::implicit_le);
  for (std::uint32_t tag = 0x00091001; built.size() < 100; ++tag) built.element(tag, "UN", "123456");
  for (std::uint32_t tag = 0x00100020; built.size() < 400; ++tag) built.element(tag, "LO", "123456");
  const auto found = find_encoding(std::span(built.bytes()).first(evidence_size));
  EXPECT_EQ(found, implicit_little);
  built.raw(std::string(100, '\xFF'));
  EXPECT_EQ(find_encoding(built.bytes()), found);
}

TEST(Evidence, NeverContradictsWhatIsRight) {
  for (const form declared : forms) {
    for (const std::uint32_t tag : {modality, 0x00091001U, 0x00077777U, 0x00080000U}) {
      const auto built = byte_builder(declared).element(tag, "CS", "ab");
      EXPECT_EQ(weigh(built, encoding_of(declared)), encoding_of(declared)) << std::hex << tag;
    }
  }
}

TEST(Evidence, IsNoUnOfATagThatIsKnownSwapped) {
  // (0010,0043) is in later editions than the dictionary; swapped it is an Escape Triplet (1000,xxx0) of the retired ones.
  for (const form declared : {form::explicit_le, form::explicit_be}) {
    for (const std::uint32_t tag : {0x00100002U, 0x00100043U}) {
      const auto built = byte_builder(declared).element(tag, "UN", "ab");
      EXPECT_EQ(weigh(built, encoding_of(declared)), encoding_of(declared)) << std::hex << tag;
    }
  }
}

TEST(Evidence, ContradictsWhatIsWrong) {
  for (const form declared : forms) {
    for (const form written : forms) {
      const auto built = byte_builder(written).element(modality, "CS", "ab");
      EXPECT_EQ(weigh(built, encoding_of(declared)), encoding_of(written));
      const auto group_length = byte_builder(written).element(0x00080000, "UL", "1234");
      EXPECT_EQ(weigh(group_length, encoding_of(declared)), encoding_of(written));
    }
  }
}

TEST(Evidence, LeavesAnOddVrToItsElement) {
  for (const std::string_view vr : {"??", "  ", "ZZ", "cs"}) {
    EXPECT_EQ(weigh(byte_builder().tag(modality).raw(vr).u16(2), explicit_little), explicit_little);
  }
}

TEST(Evidence, MindsTheRoomThatAnItemHas) {
  // As an implicit length "CS" and what follows would be 0x00025343 bytes.
  const auto built = byte_builder().header(0x00091001, "CS", 2);
  EXPECT_EQ(weigh(built, implicit_little, unlimited), implicit_little);
  EXPECT_EQ(weigh(built, implicit_little, 10), explicit_little);
}

TEST(Evidence, IsNoVrInALengthOfAnotherAttribute) {
  // 0x00004E50 is "PN" as a VR; the attribute is no person's name.
  EXPECT_EQ(weigh(byte_builder(form::implicit_le).header(0x00104000, "LT", 0x4E50), implicit_little), implicit_little);
}

} // namespace
} // namespace dcmstream
