// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The steps of the grayscale pipeline beside the LINEAR window: look-up tables, the other functions, padding, floats.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "image/drawing.hpp"
#include "image/gray.hpp"
#include "image/look_up_table.hpp"

namespace dcmstream {
namespace {

using bytes = std::vector<std::uint8_t>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

template <class number>
bytes bytes_of(const std::vector<number>& numbers) {
  bytes content(numbers.size() * sizeof(number));
  if (!numbers.empty()) std::memcpy(content.data(), numbers.data(), content.size());
  return content;
}

bytes words(const std::vector<std::uint16_t>& entries) { return bytes_of(entries); }

look_up_table table_of(const std::vector<std::uint16_t>& entries, std::int32_t first, unsigned bits) {
  look_up_table table;
  EXPECT_TRUE(table.assign(words(entries), first, bits));
  return table;
}

rgba gray(unsigned level) {
  const auto value = static_cast<std::uint8_t>(level);
  return {value, value, value, 255};
}

// PS3.3 §C.11.1.1.1: below the first mapped value the first entry, above the last one the last.
TEST(LookUpTable, HoldsBothEnds) {
  const look_up_table table = table_of({5, 6, 7}, -1, 16);
  EXPECT_EQ(table.entry_of(-1000), 5);
  EXPECT_EQ(table.entry_of(-1), 5);
  EXPECT_EQ(table.entry_of(0), 6);
  EXPECT_EQ(table.entry_of(1), 7);
  EXPECT_EQ(table.entry_of(1e300), 7);
  EXPECT_EQ(table.entry_of(infinity), 7);
  EXPECT_EQ(table.entry_of(-infinity), 5);
  EXPECT_EQ(table.entry_of(no_number), 5);
}

TEST(LookUpTable, TakesTheNearestWholeNumber) {
  const look_up_table table = table_of({5, 6, 7}, 0, 16);
  EXPECT_EQ(table.entry_of(0.49), 5);
  EXPECT_EQ(table.entry_of(0.5), 6);
  EXPECT_EQ(table.entry_of(1.99), 7);
}

TEST(LookUpTable, IsRefusedWithoutEntriesAndWithImpossibleBits) {
  look_up_table table;
  EXPECT_FALSE(table.assign({}, 0, 16));
  EXPECT_FALSE(table.assign(bytes{1}, 0, 16));
  EXPECT_FALSE(table.assign(bytes{1, 2}, 0, 0));
  EXPECT_FALSE(table.assign(bytes{1, 2}, 0, 17));
  EXPECT_TRUE(table.empty());
}

TEST(LookUpTable, TakesEntriesOfMoreThanItsBitsForTheHighest) {
  EXPECT_EQ(table_of({1023, 2000}, 0, 10).level_of(0), 1);
  EXPECT_EQ(table_of({1023, 2000}, 0, 10).level_of(1), 1);
  EXPECT_EQ(table_of({512}, 0, 10).level_of(0), 512.0 / 1023);
}

// PS3.3 §C.11.2.1.3.2
TEST(Gray, FollowsTheLinearExactFunctionOfTheStandard) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    const double c = static_cast<int>(random() % 4000) / 2.0 - 1000;
    const double w = (1 + static_cast<int>(random() % 6000)) / 4.0;
    gray_mapping mapping;
    mapping.set_window(c, w, voi_function::linear_exact);
    for (int x = -2000; x <= 2000; x += 7) {
      double expected = ((x - c) / w + 0.5) * 255;
      if (x <= c - w / 2) expected = 0;
      if (x > c + w / 2) expected = 255;
      EXPECT_NEAR(mapping.gray_of(x), expected, 0.5 + 1e-9) << c << ' ' << w << ' ' << x;
    }
  }
}

// PS3.3 §C.11.2.1.3.1
TEST(Gray, FollowsTheSigmoidFunctionOfTheStandard) {
  for (const double w : {0.25, 1.0, 100.0, 4096.0}) {
    gray_mapping mapping;
    mapping.set_window(40, w, voi_function::sigmoid);
    for (int x = -2000; x <= 2000; x += 3) {
      EXPECT_NEAR(mapping.gray_of(x), 255 / (1 + std::exp(-4 * (x - 40) / w)), 0.5 + 1e-9);
    }
  }
}

TEST(Gray, GoesThroughModalityVoiAndPresentationTablesInThisOrder) {
  const look_up_table modality = table_of({100, 300, 200}, 10, 10);
  const look_up_table voi = table_of({0, 15, 30, 63}, 200, 6);     // 200 to 203
  const look_up_table presentation = table_of({3, 2, 1, 0}, 0, 2); // four steps of the whole range
  gray_mapping mapping;
  mapping.slope = 1000; // a modality LUT takes the place of the rescale
  mapping.modality = &modality;
  EXPECT_EQ(mapping.output_of(-5), 100);
  EXPECT_EQ(mapping.output_of(11), 300);
  EXPECT_EQ(mapping.output_of(99), 200);
  mapping.voi = voi_function::table;
  mapping.voi_table = &voi;
  EXPECT_EQ(mapping.gray_of(10), 0);
  EXPECT_EQ(mapping.gray_of(11), 255);
  EXPECT_EQ(mapping.gray_of(12), 0);
  mapping.presentation = &presentation;
  EXPECT_EQ(mapping.gray_of(11), 0);
  EXPECT_EQ(mapping.gray_of(12), 255);
  mapping.inverted = true;
  EXPECT_EQ(mapping.gray_of(12), 0);
}

TEST(Gray, IsBlackWithoutAVoiTable) {
  gray_mapping mapping;
  mapping.voi = voi_function::table;
  EXPECT_EQ(mapping.gray_of(1), 0);
  EXPECT_FALSE(drawing({8, 8, 7, false}, false).show_gray(voi_function::table, 0, 1, false));
}

TEST(Gray, SurvivesNumbersThatAreNone) {
  for (const double center : {0.0, 1e308, -1e308, infinity, no_number}) {
    for (const double width : {1.0, 1e308, infinity, no_number, 5e-324}) {
      for (const auto function : {voi_function::linear, voi_function::linear_exact, voi_function::sigmoid}) {
        gray_mapping mapping;
        mapping.slope = 1e300;
        mapping.set_window(center, width, function);
        for (const double stored : {0.0, 1e308, -1e308, infinity, -infinity, no_number}) {
          EXPECT_LE(mapping.gray_of(stored), 255);
          EXPECT_EQ(mapping.pixel_of(stored).a, 255);
        }
      }
    }
  }
}

TEST(Padding, IsBlackInEitherPolarityAndOutsideTheSeenValues) {
  for (const sample_layout& layout : {sample_layout{16, 12, 11, true}, sample_layout{16, 12, 15, true},
                                      sample_layout{16, 16, 15, true}, sample_layout{32, 32, 31, true}}) {
    drawing picture(layout, false);
    picture.set_padding(-2000, -1990);
    const std::vector<int> stored{-2001, -2000, -1990, -1989, 5, -1995, 7, 0, 1, 2, 3};
    bytes samples;
    for (const int value : stored) {
      const std::uint32_t cell = (static_cast<std::uint32_t>(value) & layout.mask()) << layout.shift();
      for (unsigned b = 0; b < layout.bits_allocated / 8; ++b)
        samples.push_back(static_cast<std::uint8_t>(cell >> 8 * b));
    }
    picture.include(samples);
    EXPECT_EQ(picture.seen().minimum, -2001);
    EXPECT_EQ(picture.seen().maximum, 7);
    ASSERT_TRUE(picture.show_gray(voi_function::linear, 0, 1, true));
    std::vector<rgba> target(stored.size());
    picture.draw(samples, 0, 0, target);
    EXPECT_EQ(target[0], gray(255));
    EXPECT_EQ(target[1], gray(0));
    EXPECT_EQ(target[2], gray(0));
    EXPECT_EQ(target[3], gray(255));
    EXPECT_EQ(target[4], gray(0)); // above the window, inverted
  }
}

TEST(Padding, IsLeftOutWhereverItStandsAmongTheVectors) {
  std::mt19937 random(8);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint16_t> stored(random() % 70);
    for (std::uint16_t& value : stored) value = static_cast<std::uint16_t>(random() % 40);
    const double first = static_cast<double>(random() % 40);
    const double last = first + static_cast<double>(random() % 20) - 2; // sometimes none
    const double colored = 25 + static_cast<double>(random() % 20);
    extent expected;
    for (const std::uint16_t value : stored) {
      if ((value >= first && value <= last) || (round % 2 == 0 && value >= colored)) continue;
      expected.minimum = std::min<double>(expected.minimum, value);
      expected.maximum = std::max<double>(expected.maximum, value);
    }
    extent found;
    found.include(words(stored), {16, 16, 15, false}, {first, last}, {colored, round % 2 == 0 ? infinity : -infinity});
    EXPECT_EQ(found.minimum, expected.minimum);
    EXPECT_EQ(found.maximum, expected.maximum);
  }
}

TEST(Drawing, SeesOutputUnitsThroughARescaleOrATable) {
  drawing rescaled({8, 8, 7, false}, false);
  rescaled.set_rescale(-2, 10);
  rescaled.include(bytes{1, 4});
  EXPECT_EQ(rescaled.seen().minimum, 2);
  EXPECT_EQ(rescaled.seen().maximum, 8);

  drawing tabulated({8, 8, 7, false}, false);
  ASSERT_TRUE(tabulated.set_table(drawing::table_use::modality, words({9, 50, 20, 1}), 0, 16));
  tabulated.include(bytes{0, 1, 2});
  EXPECT_EQ(tabulated.seen().minimum, 9);
  EXPECT_EQ(tabulated.seen().maximum, 50);

  drawing packed({8, 1, 0, false}, true);
  packed.set_rescale(3, 1);
  packed.include(bytes{0});
  EXPECT_EQ(packed.seen().minimum, 1);
  EXPECT_EQ(packed.seen().maximum, 4);
}

template <class number>
void expect_floats_drawn() {
  const sample_layout layout{sizeof(number) * 8, sizeof(number) * 8, sizeof(number) * 8 - 1, true, true};
  ASSERT_TRUE(layout.valid());
  constexpr auto inf = std::numeric_limits<number>::infinity();
  constexpr auto nan = std::numeric_limits<number>::quiet_NaN();
  const std::vector<number> numbers{number(0.25), inf, -inf, nan, number(-0.25), number(0.5), number(0), number(9)};
  drawing picture(layout, false);
  picture.set_padding(9, 9);
  picture.include(bytes_of(numbers));
  EXPECT_EQ(picture.seen().minimum, -0.25);
  EXPECT_EQ(picture.seen().maximum, 0.5);
  ASSERT_TRUE(picture.show_gray(voi_function::linear_exact, 0.125, 0.75, false));
  std::vector<rgba> target(numbers.size() + 1, rgba{1, 2, 3, 4});
  picture.draw(bytes_of(numbers), 0, 0, target);
  EXPECT_EQ(target, (std::vector<rgba>{gray(170), gray(0), gray(0), gray(0), gray(0), gray(255), gray(85), gray(0),
                                       rgba{1, 2, 3, 4}}));
  ASSERT_TRUE(picture.show_gray(voi_function::sigmoid, 0, 1, true));
  picture.draw(bytes_of(numbers), 0, 0, target);
  EXPECT_EQ(target[6], gray(127)); // 255 - 127.5, rounded up
  EXPECT_EQ(target[3], gray(0));
}

TEST(Drawing, DrawsFloatsAndDoublesAndBlackWhereTheyAreNoNumbers) {
  expect_floats_drawn<float>();
  expect_floats_drawn<double>();
}

TEST(SampleLayout, OfFloatsHasThemWhole) {
  EXPECT_TRUE((sample_layout{64, 64, 63, false, true}).valid());
  EXPECT_FALSE((sample_layout{16, 16, 15, false, true}).valid());
  EXPECT_FALSE((sample_layout{32, 31, 30, false, true}).valid());
}

} // namespace
} // namespace dcmstream
