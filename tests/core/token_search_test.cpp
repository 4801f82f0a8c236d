// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Tokens are found however the bytes are cut, in either case and in UTF-16, and headers of codestreams are told from coded data.

#include "redact/token_search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "redact/codestream_walk.hpp"
#include "redact/value_digest.hpp"

namespace dcmstream {
namespace {

using namespace std::string_view_literals;
using bytes = std::vector<std::uint8_t>;

bytes of(std::string_view text) { return {text.begin(), text.end()}; }

struct tokens {
  token_search search{4096, 16};
  std::vector<token_search::hit> found;

  explicit tokens(const std::vector<std::string_view>& all, std::uint8_t rule = token_search::anywhere) {
    std::uint32_t number = 0;
    for (const auto text : all) {
      EXPECT_TRUE(search.add(number++, rule, of(text)));
    }
    EXPECT_TRUE(search.finish());
  }

  void give(const bytes& all, std::uint32_t minimum = 0) {
    std::array<token_search::hit, token_search::room> hits;
    for (std::span<const std::uint8_t> rest = all; !rest.empty();) {
      const auto done = search.search(rest, minimum, hits);
      ASSERT_GT(done.taken, 0U);
      found.insert(found.end(), hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(done.found));
      rest = rest.subspan(done.taken);
    }
  }
  std::vector<token_search::hit>& end() {
    std::array<token_search::hit, token_search::room> hits;
    const auto count = search.interrupt(hits);
    found.insert(found.end(), hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(count));
    return found;
  }
  std::size_t count(std::string_view text) {
    found.clear();
    give(of(text));
    return end().size();
  }
};

TEST(TokenSearch, FindsTokensWhereverTheBytesAreCut) {
  const auto text = of("xxMEIER^ANNAxx");
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    tokens each({"meier"sv, "anna"sv});
    each.give({text.begin(), text.begin() + static_cast<std::ptrdiff_t>(cut)});
    each.give({text.begin() + static_cast<std::ptrdiff_t>(cut), text.end()});
    ASSERT_EQ(each.end().size(), 2U);
    EXPECT_EQ(each.found[0].end, 7U);
    EXPECT_EQ(each.found[1].end, 12U);
    EXPECT_EQ(each.found[1].token, 1U);
  }
}

TEST(TokenSearch, FindsTokensThatOverlapOrEndEachOther) {
  tokens each({"hers"sv, "she"sv, "his"sv, "he"sv});
  EXPECT_EQ(each.count("ushers"), 3U); // she, he, hers
  EXPECT_EQ(each.count("ahishe"), 3U); // his, she, he
}

TEST(TokenSearch, FindsUtf16InBothOrdersAtEvenAndOddPositions) {
  for (const bool odd : {false, true}) {
    for (const bool big : {false, true}) {
      bytes text(odd ? 1 : 0, 'x');
      for (const char each : "Meier"sv) {
        text.push_back(big ? std::uint8_t{0} : static_cast<std::uint8_t>(each));
        text.push_back(big ? static_cast<std::uint8_t>(each) : std::uint8_t{0});
      }
      tokens each({"meier"sv});
      each.give(text);
      ASSERT_EQ(each.end().size(), 1U) << odd << big;
      EXPECT_EQ(each.found[0].size, 10U);
    }
  }
  tokens wide({"\xe5\xb1\xb1\xe7\x94\xb0"sv}); // U+5C71 U+7530
  wide.give({0x71, 0x5c, 0x30, 0x75});
  EXPECT_EQ(wide.end().size(), 1U);
}

TEST(TokenSearch, NumbersCountOnlyWhole) {
  tokens each({"123456"sv}, token_search::whole_begin | token_search::whole_end);
  EXPECT_EQ(each.count("MRN123456"), 1U);
  EXPECT_EQ(each.count("123456"), 1U);
  EXPECT_EQ(each.count("123456x"), 1U);
  EXPECT_EQ(each.count("0123456"), 0U);
  EXPECT_EQ(each.count("1234567"), 0U);
}

TEST(TokenSearch, TellsEveryHitHoweverManyThereAre) {
  tokens each({"aa"sv, "aaa"sv});
  EXPECT_EQ(each.count(std::string(10000, 'a')), 9999U + 9998U);
}

TEST(TokenSearch, ShortTokensDoNotCountBelowTheMinimum) {
  tokens each({"anna"sv, "annabella"sv});
  each.give(of("anna annabella"), 8);
  EXPECT_EQ(each.end().size(), 1U);
}

TEST(TokenSearch, TakesNoMoreThanThereIsRoomFor) {
  token_search search(8, 2);
  EXPECT_TRUE(search.add(0, 0, of("12345678")));
  EXPECT_FALSE(search.add(1, 0, of("9")));
  EXPECT_FALSE(search.add(2, 0, of("1")));
}

std::string kinds(const bytes& all, std::size_t step) {
  codestream_walk walk;
  std::string result;
  for (std::size_t from = 0; from < all.size(); from += step) {
    std::span<const std::uint8_t> rest(all.data() + from, std::min(step, all.size() - from));
    while (!rest.empty()) {
      const auto size = walk.run(rest);
      result.append(size, walk.is_text() ? 't' : '.');
      rest = rest.subspan(size);
    }
  }
  return result;
}

TEST(CodestreamWalk, TellsTextOfJpegFromNumbers) {
  // SOI, COM of 4 bytes, SOS, a scan with a stuffed byte and a restart, COM behind it, SOS, scan, EOI, trailing byte.
  const bytes jpeg{0xff, 0xd8, 0xff, 0xfe, 0,    4, 0xff, 0xda, 0xff, 0xda, 0, 3, 7, 1, 0xff, 0,    2,
                   0xff, 0xd0, 3,    0xff, 0xfe, 0, 3,    9,    0xff, 0xda, 0, 2, 1, 2, 0xff, 0xd9, 5};
  // The FF of a marker behind a scan is known only by what follows it.
  for (const std::size_t step : {1U, 2U, 3U, 100U}) {
    EXPECT_EQ(kinds(jpeg, step), "tttttttttt...........tttttt.....tt");
  }
}

TEST(CodestreamWalk, TellsTextOfJpeg2000FromNumbers) {
  // SOC, COM, SOT, SOD, data with FF 8F, EOC.
  const bytes stream{0xff, 0x4f, 0xff, 0x64, 0, 4,    1,    2, 0xff, 0x90, 0,
                     3,    1,    0xff, 0x93, 5, 0xff, 0x8f, 6, 0xff, 0xd9, 7};
  for (const std::size_t step : {1U, 3U, 100U}) {
    EXPECT_EQ(kinds(stream, step), "tttttttttt...tt.....tt");
  }
}

TEST(CodestreamWalk, TellsTextOfJp2FilesFromWhatDescribesTheImage) {
  bytes file{0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10};
  const bytes rest{0,   0, 0, 10, 'x', 'm', 'l', ' ', '<',  '>', // text
                   0,   0, 0, 17, 'j', 'p', '2', 'h', 0,    0,    0,    9,    'c', 'o', 'l',
                   'r', 1, // numbers, in a superbox
                   0,   0, 0, 0,  'j', 'p', '2', 'c', 0xff, 0x4f, 0xff, 0x64, 0,   3,   9};
  file.insert(file.end(), rest.begin(), rest.end());
  for (const std::size_t step : {1U, 3U, 100U}) {
    EXPECT_EQ(kinds(file, step), "tt" + std::string(18, '.') + "tt" + std::string(25, '.') + "ttttttt");
  }
}

TEST(CodestreamWalk, CallsWhatItDoesNotKnowCoded) { EXPECT_EQ(kinds({1, 2, 3, 4}, 1), "tt.."); }

TEST(ValueDigest, IsTheSameHoweverAValueIsCutAndInEitherByteOrder) {
  const bytes little{1, 2, 3, 4, 5, 6, 7, 8};
  const bytes big{4, 3, 2, 1, 8, 7, 6, 5};
  constexpr std::uint64_t mask = (std::uint64_t{1} << 52U) - 1;
  const auto whole = value_digest(little, 0, 4, false);
  EXPECT_EQ(value_digest(big, 0, 4, true), whole);
  EXPECT_NE(value_digest(big, 0, 4, false), whole);
  for (std::size_t cut = 0; cut <= big.size(); ++cut) {
    const std::span<const std::uint8_t> all(big);
    const auto sum = value_digest(all.first(cut), 0, 4, true) + value_digest(all.subspan(cut), cut, 4, true);
    EXPECT_EQ(sum & mask, whole);
  }
}

} // namespace
} // namespace dcmstream
