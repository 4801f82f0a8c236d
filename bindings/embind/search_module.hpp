// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Looking for tokens in bytes, as the module `image` exports it: js/wasm/token-search.ts is the one caller. Bytes come piece by piece,
// by the window that redactors share.

#pragma once

#include <emscripten/bind.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "embind/redact_module.hpp"
#include "redact/codestream_walk.hpp"
#include "redact/token_search.hpp"
#include "redact/value_digest.hpp"

namespace dcmstream::bindings {

struct search_module {
  using address = std::uintptr_t;

  struct searching {
    token_search tokens;
    codestream_walk walk;
  };

  // In JavaScript: the end as a double, then token and size as words.
  struct told {
    double end;
    std::uint32_t token;
    std::uint32_t size;
  };

  static inline std::array<token_search::hit, 4096> hits;
  static inline std::array<told, 4096> answers;
  static inline std::size_t taken = 0;

  static searching& at(address where) { return *reinterpret_cast<searching*>(where); }

  static address open(std::uint32_t states, std::uint32_t tokens) {
    auto* opened = new (std::nothrow) searching{token_search(states, tokens), codestream_walk()};
    if (opened != nullptr && !opened->tokens.ok()) {
      delete opened;
      opened = nullptr;
    }
    return reinterpret_cast<address>(opened);
  }

  static std::size_t tell(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      answers[i] = {static_cast<double>(hits[i].end), hits[i].token, hits[i].size};
    }
    return count;
  }

  // From a place in the window on; how many bytes that took is told by `taken`.
  static std::size_t search(address where, std::size_t from, std::size_t size, std::uint32_t minimum) {
    const auto done = at(where).tokens.search(redact_module::filled(from + size).subspan(from), minimum, hits);
    taken = done.taken;
    return tell(done.found);
  }

  // Of encapsulated pixel data: what may be text as it is, numbers for long tokens.
  static std::size_t search_codestream(address where, std::size_t from, std::size_t size, std::uint32_t coded_minimum) {
    searching& open = at(where);
    std::span<const std::uint8_t> bytes = redact_module::filled(from + size).subspan(from);
    std::size_t found = 0;
    taken = 0;
    while (!bytes.empty() && hits.size() - found >= token_search::room) {
      const codestream_walk before = open.walk;
      const std::size_t run = open.walk.run(bytes);
      const std::uint32_t minimum = open.walk.is_text() ? 0 : coded_minimum;
      const auto done = open.tokens.search(bytes.first(run), minimum, std::span(hits).subspan(found));
      if (done.taken < run) {
        open.walk = before;
        static_cast<void>(open.walk.run(bytes.first(done.taken)));
      }
      found += done.found;
      taken += done.taken;
      bytes = bytes.subspan(done.taken);
    }
    return tell(found);
  }

  // Overwrites what is no text by zeros.
  static void keep_text(address where, std::size_t size) {
    auto& walk = *reinterpret_cast<codestream_walk*>(where);
    for (auto bytes = redact_module::filled(size); !bytes.empty();) {
      const auto run = bytes.first(walk.run(bytes));
      if (!walk.is_text()) {
        std::fill(run.begin(), run.end(), std::uint8_t{0});
      }
      bytes = bytes.subspan(run.size());
    }
  }

  static void bind() {
    using emscripten::function;
    function("openSearch", &open);
    function(
        "closeSearch", +[](address where) { delete &at(where); });
    function(
        "addToken", +[](address where, std::uint32_t token, unsigned rule, std::size_t size) {
          return at(where).tokens.add(token, static_cast<std::uint8_t>(rule), redact_module::filled(size));
        });
    function(
        "finishTokens", +[](address where) { return at(where).tokens.finish(); });
    function("searchBytes", &search);
    function("searchCodestream", &search_codestream);
    function(
        "beginCodestream", +[](address where) { at(where).walk = codestream_walk(); });
    function(
        "interruptSearch", +[](address where) { return tell(at(where).tokens.interrupt(hits)); });
    function(
        "searchTaken", +[] { return taken; });
    function(
        "searchHitsAddress", +[] { return reinterpret_cast<address>(answers.data()); });
    function(
        "openWalk", +[] { return reinterpret_cast<address>(new (std::nothrow) codestream_walk()); });
    function(
        "closeWalk", +[](address where) { delete reinterpret_cast<codestream_walk*>(where); });
    function("keepText", &keep_text);
    function(
        "digestValue", +[](std::size_t size, double position, std::size_t width, bool big_endian) {
          return static_cast<double>(
              value_digest(redact_module::filled(size), static_cast<std::uint64_t>(position), width, big_endian));
        });
  }
};

} // namespace dcmstream::bindings
