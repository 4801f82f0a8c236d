// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Value representations and what tags tell by their numbers, against PS3.5 Tables 6.2-1, 7.1-1 and 7.1-2.

#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace dcmstream {
namespace {

constexpr std::string_view all_vrs =
    "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI "
    "UL UN UR US UT UV";
constexpr std::string_view long_vrs = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";

bool lists(std::string_view list, char first, char second) {
  const char name[] = {first, second};
  return list.find(std::string_view{name, 2}) != std::string_view::npos;
}

TEST(Vr, IsKnownWhereItIsOneOfThe34) {
  unsigned known = 0;
  for (char first = 'A'; first <= 'Z'; first++) {
    for (char second = 'A'; second <= 'Z'; second++) {
      const vr value = static_cast<vr>(vr_code(first, second));
      EXPECT_EQ(is_known(value), lists(all_vrs, first, second)) << first << second;
      EXPECT_EQ(has_long_header(value), lists(long_vrs, first, second)) << first << second;
      known += is_known(value) ? 1U : 0U;
    }
  }
  EXPECT_EQ(known, 34U);
  EXPECT_FALSE(is_known(vr::none));
  EXPECT_FALSE(is_known(static_cast<vr>(vr_code('p', 'n'))));
}

TEST(Vr, IsItsTwoCharactersLittleEndian) {
  EXPECT_EQ(static_cast<unsigned>(vr::PN), 0x4E50U);
  EXPECT_EQ(vr_code('P', 'N'), 0x4E50U);
}

TEST(Vr, SwapsByTheUnitOfItsNumbers) {
  EXPECT_EQ(unit_size(vr::AT), 2U);
  EXPECT_EQ(unit_size(vr::OW), 2U);
  EXPECT_EQ(unit_size(vr::SS), 2U);
  EXPECT_EQ(unit_size(vr::US), 2U);
  EXPECT_EQ(unit_size(vr::FL), 4U);
  EXPECT_EQ(unit_size(vr::OF), 4U);
  EXPECT_EQ(unit_size(vr::OL), 4U);
  EXPECT_EQ(unit_size(vr::SL), 4U);
  EXPECT_EQ(unit_size(vr::UL), 4U);
  EXPECT_EQ(unit_size(vr::FD), 8U);
  EXPECT_EQ(unit_size(vr::OD), 8U);
  EXPECT_EQ(unit_size(vr::OV), 8U);
  EXPECT_EQ(unit_size(vr::SV), 8U);
  EXPECT_EQ(unit_size(vr::UV), 8U);
  for (const vr value : {vr::OB, vr::UN, vr::PN, vr::UI, vr::SQ, vr::none}) EXPECT_EQ(unit_size(value), 1U);
}

TEST(Tag, TellsItsHalvesAndItsKind) {
  EXPECT_EQ(make_tag(0x7FE0, 0x0010), tags::pixel_data);
  EXPECT_EQ(group_of(tags::pixel_data), 0x7FE0);
  EXPECT_EQ(element_of(tags::pixel_data), 0x0010);
  EXPECT_TRUE(is_group_length(0x00080000));
  EXPECT_TRUE(is_file_meta(tags::transfer_syntax_uid));
  EXPECT_TRUE(is_item_or_delimiter(tags::sequence_delimitation));
  EXPECT_FALSE(is_item_or_delimiter(tags::data_set_trailing_padding));
}

TEST(Tag, IsAPrivateCreatorFrom10ToFfOfAnOddGroup) {
  EXPECT_TRUE(is_private(0x00090000));
  EXPECT_FALSE(is_private(0x00100010));
  EXPECT_FALSE(is_private_creator(0x0009000F));
  EXPECT_TRUE(is_private_creator(0x00090010));
  EXPECT_TRUE(is_private_creator(0x000900FF));
  EXPECT_FALSE(is_private_creator(0x00090100));
  EXPECT_FALSE(is_private_creator(0x00080010));
}

} // namespace
} // namespace dcmstream
