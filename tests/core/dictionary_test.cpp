// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The dictionary against the reviewed tables of the standard, and the rules that need no table.

#include "dicom/dictionary.hpp"
#include "dicom/tag.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace dcmstream {
namespace {

struct row {
  std::string tag;
  std::string vr;
};

std::vector<row> read_attributes() {
  std::ifstream file{std::filesystem::path(__FILE__).parent_path() / "../../tools/standard/attributes.tsv"};
  std::vector<row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::size_t tab = line.find('\t');
    rows.push_back({line.substr(0, tab), line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1)});
  }
  return rows;
}

dictionary_vr expected_vr(const std::string& text) {
  static const std::map<std::string, dictionary_vr> choices{
      {"NONE", dictionary_vr::none},         {"US or SS", dictionary_vr::us_or_ss},
      {"OB or OW", dictionary_vr::ob_or_ow}, {"US or SS or OW", dictionary_vr::us_or_ss_or_ow},
      {"US or OW", dictionary_vr::us_or_ow},
  };
  const auto found = choices.find(text);
  return found != choices.end() ? found->second : static_cast<dictionary_vr>(vr_code(text[0], text[1]));
}

std::uint32_t fill(std::string pattern, const std::string& digits) {
  std::size_t next = 0;
  for (char& c : pattern) {
    if (c == 'x') c = digits[next++ % digits.size()];
  }
  return static_cast<std::uint32_t>(std::stoul(pattern, nullptr, 16));
}

TEST(Dictionary, FindsTheVrOfEveryAttributeOfTheStandard) {
  const std::vector<row> rows = read_attributes();
  ASSERT_GT(rows.size(), 5000U);
  for (const row& each : rows) {
    if (each.tag.find('x') == std::string::npos) {
      EXPECT_EQ(find_vr(fill(each.tag, "0")), expected_vr(each.vr)) << each.tag;
    }
  }
}

TEST(Dictionary, FindsRepeatingAttributesInEachOfTheirTags) {
  const std::vector<row> rows = read_attributes();
  std::set<std::uint32_t> registered;
  for (const row& each : rows) {
    if (each.tag.find('x') == std::string::npos) registered.insert(fill(each.tag, "0"));
  }
  unsigned patterns = 0;
  for (const row& each : rows) {
    if (each.tag.find('x') == std::string::npos) continue;
    patterns++;
    for (const char* digits : {"02", "1E", "7C", "8A", "FE"}) {
      const std::uint32_t tag = fill(each.tag, digits);
      if (!registered.contains(tag)) {
        EXPECT_EQ(find_vr(tag), expected_vr(each.vr)) << each.tag << " with " << digits;
      }
    }
  }
  EXPECT_GT(patterns, 60U);
}

TEST(Dictionary, PrefersARegisteredTagToAPatternThatHoldsIt) {
  EXPECT_EQ(find_vr(0x00280400), to_dictionary_vr(vr::LO)); // Transform Label, not (0028,04x0)
  EXPECT_EQ(find_vr(0x00280410), to_dictionary_vr(vr::US)); // Rows For Nth Order Coefficients
  EXPECT_EQ(find_vr(tags::pixel_data), dictionary_vr::ob_or_ow);
}

TEST(Dictionary, TakesEveryGroupLengthAsUl) {
  for (const std::uint32_t tag : {0x00020000U, 0x00080000U, 0x00090000U, 0x60020000U, 0x10000000U}) {
    EXPECT_EQ(find_vr(tag), to_dictionary_vr(vr::UL)) << tag;
  }
}

TEST(Dictionary, KnowsOfPrivateGroupsOnlyTheCreators) {
  EXPECT_EQ(find_vr(0x00090010), to_dictionary_vr(vr::LO));
  EXPECT_EQ(find_vr(0x600100FF), to_dictionary_vr(vr::LO));
  EXPECT_EQ(find_vr(0x0009000F), dictionary_vr::none);
  EXPECT_EQ(find_vr(0x00091010), dictionary_vr::none);
  EXPECT_EQ(find_vr(0x60013000), dictionary_vr::none);
}

TEST(Dictionary, HasNoVrForItemsDelimitersAndUnknownTags) {
  for (const std::uint32_t tag : {tags::item, tags::item_delimitation, tags::sequence_delimitation, 0x00100019U,
                                  0x00000004U, 0xFFFFFFFFU, 0x50FE0001U, 0x7FE00012U}) {
    EXPECT_EQ(find_vr(tag), dictionary_vr::none) << std::hex << tag;
  }
}

TEST(Dictionary, GivesAChoiceWhereTheDataSetDecides) {
  EXPECT_EQ(find_vr(0x00280106), dictionary_vr::us_or_ss);
  EXPECT_EQ(find_vr(tags::lut_data), dictionary_vr::us_or_ow);
  EXPECT_EQ(find_vr(0x00281200), dictionary_vr::us_or_ss_or_ow);
  EXPECT_TRUE(is_choice(find_vr(tags::lut_descriptor)));
  EXPECT_FALSE(is_choice(find_vr(tags::rows)));
  EXPECT_FALSE(is_choice(dictionary_vr::none));
  for (const auto choice :
       {dictionary_vr::us_or_ss, dictionary_vr::ob_or_ow, dictionary_vr::us_or_ow, dictionary_vr::us_or_ss_or_ow}) {
    EXPECT_FALSE(is_known(to_vr(choice)));
  }
}

} // namespace
} // namespace dcmstream
