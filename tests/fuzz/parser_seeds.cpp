// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Seeds of the parser: random right files, and for each tolerated deviation a file that has it. tools/fuzz.mjs measures how
// much of core/parse they reach.

#include "fuzz/fuzz_target.hpp"

#include "support/random_file.hpp"

#include <string_view>
#include <utility>

namespace dcmstream::fuzz {
namespace {

// What the target reads from the control bytes; see parser_fuzz.cpp.
enum flag : unsigned {
  inflates = 1,
  limits_depth = 2,
  skips = 4,
  ends_apart = 8,
  stays_tolerant = 16,
  allows = 32,
  opens_unknown = 64,
  limits_elements = 128,
};

class collection {
public:
  void add(std::string name, const byte_vector& bytes, unsigned flags = skips, std::uint8_t limit = 0) {
    const auto n = static_cast<std::uint8_t>(seeds_.size());
    byte_vector input{
        static_cast<std::uint8_t>(flags), limit, n, static_cast<std::uint8_t>(n % 4 == 0 ? 1 : 7 * n), n, 0, 0, 0};
    input.insert(input.end(), bytes.begin(), bytes.end());
    seeds_.push_back({std::move(name), std::move(input)});
  }
  void add(std::string name, const byte_builder& built, unsigned flags = skips, std::uint8_t limit = 0) {
    add(std::move(name), built.bytes(), flags, limit);
  }
  [[nodiscard]] std::vector<seed> take() { return std::move(seeds_); }

private:
  std::vector<seed> seeds_;
};

byte_builder file(std::string_view syntax = uid::explicit_le) { return byte_builder().preamble().meta(syntax); }

void add_right_files(collection& to) {
  for (std::uint64_t number = 0; number < 12; ++number) {
    const random_file made = file_writer(number).write();
    if (made.bytes.size() < 4000)
      to.add("right_" + std::to_string(number), made.bytes, skips | (number % 2) * ends_apart);
  }
  for (std::uint64_t number = 0; number < 12; ++number) {
    const byte_vector made = broken(file_writer(number).write().bytes, number);
    if (made.size() < 4000) to.add("broken_" + std::to_string(number), made, number % 2 == 0 ? stays_tolerant : allows);
  }
}

// PS3.10 §7.1
void add_beginnings(collection& to) {
  to.add("empty", byte_vector{});
  to.add("preamble_alone", byte_builder().preamble());
  to.add("no_dicom", byte_builder().raw("this is some text and no DICOM file at all"));
  to.add("no_preamble", byte_builder().meta(uid::explicit_le).element(0x00100010, "PN", "A^B "));
  for (const form encoding : {form::implicit_le, form::explicit_le, form::explicit_be}) {
    const std::string name = std::to_string(static_cast<int>(encoding));
    to.add("bare_" + name, byte_builder(encoding).element(0x00080018, "UI", "1.2.").element(0x00100010, "PN", "A^B "));
    to.add("bare_private_" + name, byte_builder(encoding)
                                       .element(0x00090010, "LO", "OWNER ")
                                       .element(0x00091001, "LO", "x ")
                                       .element(0x00100010, "PN", "A^B "));
    to.add("bare_sequence_" + name,
           byte_builder(encoding).element(0x00090010, "LO", "OWNER ").sequence(0x00091001).item().item_end());
    to.add("meta_only_preamble_" + name, byte_builder(encoding).preamble().element(0x00080005, "CS", "ISO_IR 192"));
    to.add("meta_form_" + name, byte_builder(encoding)
                                    .preamble()
                                    .group_length(28)
                                    .element(0x00020010, "UI", byte_builder::padded(uid::explicit_le))
                                    .encoding(form::explicit_le)
                                    .element(0x00100010, "PN", "A^B "));
    to.add("contradicted_" + name,
           file(uid::explicit_le).encoding(encoding).element(0x00080018, "UI", "1.2.").element(0x00100010, "PN", "A^"));
    to.add("contradicted_implicit_" + name,
           file(uid::implicit_le).encoding(encoding).element(0x00080018, "UI", "1.2.").element(0x00100010, "PN", "A^"));
  }
  to.add("meta_no_length", byte_builder()
                               .preamble()
                               .element(0x00020010, "UI", byte_builder::padded(uid::explicit_le))
                               .element(0x00080005, "CS"));
  to.add("meta_long_length", byte_builder()
                                 .preamble()
                                 .group_length(400)
                                 .element(0x00020010, "UI", "1.2.840.10008.1.2.1")
                                 .element(0x00080005, "CS"));
  to.add("meta_short_length", byte_builder()
                                  .preamble()
                                  .group_length(2)
                                  .element(0x00020010, "UI", "1.2.840.10008.1.2.1")
                                  .element(0x00080005, "CS"));
  to.add("meta_no_syntax", byte_builder()
                               .preamble()
                               .group_length(14)
                               .element(0x00020001, "OB", "ab")
                               .element(0x00080005, "CS", "ISO_IR 192"));
  to.add("meta_odd_syntax", file("1.2.3.4").element(0x00080005, "CS", "ISO_IR 192"));
  to.add("meta_cut", byte_builder().preamble().group_length(400).element(0x00020001, "OB", "ab"));
  to.add("deflated", file(uid::deflated).raw("deflated bytes"));
  to.add("deflated_inflates", file(uid::deflated).element(0x00100010, "PN", "A^B "), inflates | skips);
}

void add_headers(collection& to) {
  to.add("vr_unknown", file().header(0x00100010, "ZZ", 0).u32(4).raw("abcd").header(0x00100020, "??", 2).raw("ab"));
  to.add("vr_lower_case", file().header(0x00100010, "pn", 2).raw("ab").header(0x00420011, "ob", 0).u32(2).raw("ab"));
  to.add("vr_capitals_short", file().header(0x00100010, "ZZ", 4).raw("abcd"));
  to.add("vr_absent",
         file().tag(0x00080005).element(0x00080008, "CS", "A\\").tag(0x00100010).u16(0).u16(4).raw("abcd"));
  to.add("implicit_inside", file()
                                .element(0x00080005, "CS", "ISO_IR 192")
                                .encoding(form::implicit_le)
                                .element(0x00080060, "CS", "CT")
                                .element(0x00080070, "LO", std::string(300, 'x')));
  to.add("reserved", file().tag(0x00420011).raw("OB").u16(7).u32(4).raw("abcd").element(0x00100010, "PN"));
  to.add("short_form", file().tag(0x00420011).raw("OB").u16(4).raw("abcd").element(0x00420012, "LO", "x "));
  to.add("short_form_last", file().tag(0x00420011).raw("OB").u16(4).raw("abcd"));
  to.add("length_odd", file().element(0x00100010, "PN", "abc").element(0x00100020, "LO", "x"));
  to.add("undefined_text", file().tag(0x0008030E).raw("UT").u16(0).u32(0xFFFFFFFF).item().item_end().sequence_end());
  to.add("signed_pixels", file(uid::implicit_le)
                              .element(0x00280103, "US", std::string_view("\1\0", 2))
                              .element(0x00280106, "SS", "ab")
                              .element(0x00283006, "US", "ab")
                              .element(0x7FE00010, "OW", "ab"));
  to.add("zeros_behind", file().element(0x00100010, "PN", "A^B ").zeros(40));
  to.add("few_zeros_behind", file().element(0x00100010, "PN", "A^B ").zeros(5));
  to.add("padding_behind", file().element(0x00100010, "PN", "A^B ").element(0xFFFCFFFC, "OB", std::string(50, 'x')));
  to.add("cut_in_header", file().element(0x00100010, "PN", "A^B ").tag(0x00100020));
  to.add("cut_in_value", file().header(0x00100010, "PN", 100).raw("A^B "), skips | stays_tolerant);
  to.add("cut_before_value", file().header(0x00100010, "PN", 100));
}

// PS3.5 §7.5
void add_nesting(collection& to) {
  const byte_vector element = byte_builder().element(0x00081155, "UI", "1.2.").bytes(); // of 12 bytes
  to.add("delimiters", file().sequence(0x00081140).item().raw(element).item_end(3).sequence_end(5).raw(element));
  to.add("no_item_end", file().sequence(0x00081140).item().raw(element).item().raw(element).sequence_end());
  to.add("no_sequence_end", file().sequence(0x00081140).item().item_end().element(0x00100010, "PN"));
  to.add("open_at_end", file().sequence(0x00081140).item().raw(element));
  to.add("stray", file().item_end().sequence_end().item(0).tag(0xFFFE1234).u32(0).raw(element));
  to.add("stray_inside", file().sequence(0x00081140).item_end().item().sequence_end().sequence_end());
  to.add("delimiters_in_defined",
         file().sequence(0x00081140, 36).item(20).raw(element).item_end().sequence_end().sequence_end().raw(element));
  to.add("delimiter_behind_item", file().sequence(0x00081140).item(12).raw(element).item_end().sequence_end());
  to.add("delimiter_behind_sequence",
         file().sequence(0x00081140).item().sequence(0x00081140, 0).sequence_end().item_end().sequence_end());
  to.add("too_long", file().sequence(0x00081140, 20).item(12).element(0x00081155, "UI", "1.2.3.4.").raw(element));
  to.add("item_too_long", file().sequence(0x00081140, 20).item(40).raw(element).raw(element).raw(element));
  to.add("cut_inside", file().sequence(0x00081140, 60).item(12).raw(element));
  to.add("delimiter_outside", file().sequence(0x00081140, 20).item().raw(element).item_end().raw(element));
  to.add("no_delimiter_inside", file().sequence(0x00081140, 20).item().raw(element).raw(element));
  to.add("itemless", file().sequence(0x00081140, 12).raw(element).sequence(0x00081140, 4).raw("abcd").raw(element));
  to.add("item_odd", file().sequence(0x00081140).item(9).header(0x00081155, "UI", 1).raw("1").sequence_end());
  to.add("switched_order", file()
                               .sequence(0x00081140)
                               .encoding(form::explicit_be)
                               .item()
                               .element(0x00081155, "UI", "1.2.")
                               .item_end()
                               .sequence_end()
                               .encoding(form::explicit_le)
                               .raw(element));
  to.add("switched_item", file()
                              .sequence(0x00081140)
                              .item()
                              .encoding(form::implicit_le)
                              .element(0x00081155, "UI", "1.2.")
                              .item_end()
                              .sequence_end()
                              .encoding(form::explicit_le)
                              .raw(element));
  to.add("switched_to_explicit", file(uid::implicit_le)
                                     .sequence(0x00081140)
                                     .item()
                                     .encoding(form::explicit_le)
                                     .element(0x00081155, "UI", "1.2.")
                                     .item_end()
                                     .sequence_end());
  to.add("unknown_vr_sequence", file()
                                    .header(0x00091001, "UN", byte_builder::undefined)
                                    .encoding(form::implicit_le)
                                    .item()
                                    .element(0x00081155, "UI", "1.2.")
                                    .item_end()
                                    .sequence_end());
  to.add("unknown_vr_opened",
         file()
             .header(0x00091001, "UN", 20)
             .encoding(form::implicit_le)
             .item(12)
             .element(0x00081155, "UI", "1.2.")
             .encoding(form::explicit_le)
             .raw(element),
         opens_unknown | skips);
  to.add("unknown_vr_stays", file().element(0x00091001, "UN", "no items").element(0x00091002, "UN", "no"),
         opens_unknown);
  to.add("too_many_elements", file().raw(element).sequence(0x00081140).item().raw(element), limits_elements, 5);
  to.add("too_many_items", file().raw(element).sequence(0x00081140).item().item_end(), limits_elements, 5);
  byte_builder deep = file();
  for (int i = 0; i < 300; ++i) deep.sequence(0x00081140).item();
  to.add("deep", deep);
  to.add("too_deep", file().sequence(0x00081140).item().sequence(0x00081140).item(), limits_depth | skips, 1);
}

// PS3.5 §A.4
void add_fragments(collection& to) {
  const auto begun = [](std::string_view vr = "OB") {
    return file(uid::rle_lossless).header(0x7FE00010, vr, byte_builder::undefined).fragment("");
  };
  to.add("fragments", begun().fragment("abcd").fragment("").sequence_end().element(0xFFFCFFFC, "OB", "abcd"));
  to.add("too_many_fragments", begun().fragment("abcd").sequence_end(), limits_elements, 5);
  to.add("fragments_odd", begun().fragment("abc").sequence_end(7));
  to.add("fragments_open", begun().fragment("abcd"));
  to.add("fragments_cut", begun().item(40).raw("abcd"));
  to.add("fragments_undefined_item", begun().item().raw("abcd").sequence_end());
  to.add("fragments_then_element", begun().fragment("abcd").element(0xFFFCFFFC, "OB", "abcd"));
  to.add("fragments_foreign", begun()
                                  .element(0x00100010, "PN", "A^B ")
                                  .element(0x00420011, "OB", "ab")
                                  .fragment("abcd")
                                  .item_end()
                                  .tag(0xFFFE1234)
                                  .u32(9)
                                  .sequence_end());
  to.add("fragments_foreign_noise", begun().raw("noisenoise").sequence_end());
  to.add("fragments_implicit",
         file(uid::implicit_le).tag(0x7FE00010).u32(0xFFFFFFFF).fragment("").fragment("ab").sequence_end());
  to.add("fragments_inside", file()
                                 .sequence(0x00081140, 60)
                                 .item()
                                 .header(0x7FE00010, "OB", byte_builder::undefined)
                                 .fragment("")
                                 .fragment("abcdefghijklmnop")
                                 .sequence_end());
  to.add("fragments_exceed", file()
                                 .sequence(0x00081140, 44)
                                 .item(36)
                                 .header(0x7FE00010, "OB", byte_builder::undefined)
                                 .fragment("")
                                 .fragment("abcdefghijklmnop")
                                 .sequence_end());
}

} // namespace

std::vector<seed> seeds() {
  collection all;
  add_right_files(all);
  add_beginnings(all);
  add_headers(all);
  add_nesting(all);
  add_fragments(all);
  return all.take();
}

} // namespace dcmstream::fuzz
