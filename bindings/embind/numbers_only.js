// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Only numbers cross between wasm and TypeScript, but Embind's glue brings the conversion of strings, typed arrays and JavaScript's
// own values along, since its library registers their types at start: 1.8 kB gzip of 6.5 (measured, Emscripten 3.1.6). Here
// those types are registered by functions that do nothing.

function register() {}

mergeInto(LibraryManager.library, {
  _embind_register_std_string: register,
  _embind_register_std_string__deps: [],
  _embind_register_std_wstring: register,
  _embind_register_std_wstring__deps: [],
  _embind_register_memory_view: register,
  _embind_register_memory_view__deps: [],
  _embind_register_emval: register,
  _embind_register_emval__deps: [],
});
