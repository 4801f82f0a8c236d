// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Looking for tokens in bytes, as the module `image` exports it: js/wasm/token-search.ts is the one caller. Bytes come piece by piece,
// by the window that redactors share.

#pragma once

#include <emscripten/bind.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "embind/redact_module.hpp"
#include "redact/codestream_walk.hpp"
#include "redact/token_search.hpp"

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

  static inline std::array<token_search::hit, 256> hits;
  static inline std::array<told, 256> answers;

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

  static std::size_t search(address where, std::size_t size, std::uint32_t minimum) {
    return tell(at(where).tokens.search(redact_module::filled(size), minimum, hits));
  }

  // Of encapsulated pixel data: headers as they are, coded bytes for long tokens.
  static std::size_t search_codestream(address where, std::size_t size, std::uint32_t coded_minimum) {
    searching& open = at(where);
    std::span<const std::uint8_t> bytes = redact_module::filled(size);
    std::size_t found = 0;
    while (!bytes.empty()) {
      const std::size_t run = open.walk.run(bytes);
      const std::uint32_t minimum = open.walk.is_header() ? 0 : coded_minimum;
      found += open.tokens.search(bytes.first(run), minimum, std::span(hits).subspan(found));
      bytes = bytes.subspan(run);
    }
    return tell(found);
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
        "finishTokens", +[](address where) { at(where).tokens.finish(); });
    function(
        "learnText", +[](address where, std::size_t size) { at(where).tokens.learn(redact_module::filled(size)); });
    function("searchBytes", &search);
    function("searchCodestream", &search_codestream);
    function(
        "beginCodestream", +[](address where) { at(where).walk = codestream_walk(); });
    function(
        "interruptSearch", +[](address where) { return tell(at(where).tokens.interrupt(hits)); });
    function(
        "passSearch", +[](address where, double size) { at(where).tokens.pass(static_cast<std::uint64_t>(size)); });
    function(
        "searchHitsAddress", +[] { return reinterpret_cast<address>(answers.data()); });
  }
};

} // namespace dcmstream::bindings
