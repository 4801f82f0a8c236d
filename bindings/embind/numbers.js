// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The JavaScript half of Embind for functions of numbers and booleans, which is all that crosses between wasm and TypeScript. Emscripten's
// own converts strings, classes and JavaScript's values too, and registers them whether they are used or not: 6.5 kB gzip of
// glue a module become 2.2 by this (measured, Emscripten 3.1.6). What js/wasm/*-glue.d.ts declares is not checked again here.

function leaveOut() {}

// Later versions of Emscripten bring the table along only where it is asked for.
const tables = '$wasmTable' in LibraryManager.library ? ['$wasmTable'] : [];

mergeInto(LibraryManager.library, {
  // What makes of a result what its C++ type says, by that type's number: wasm itself has signed integers only.
  $resultOf: {},

  _embind_register_void: leaveOut,
  _embind_register_void__deps: [],
  _embind_register_bool__deps: ['$resultOf'],
  _embind_register_bool: function registerBool(type) {
    resultOf[type] = (result) => !!result;
  },
  _embind_register_integer__deps: ['$resultOf'],
  _embind_register_integer: function registerInteger(type, name, size, first) {
    const unused = 32 - 8 * size;
    resultOf[type] = first === 0 ? (result) => (result << unused) >>> unused : (result) => (result << unused) >> unused;
  },
  _embind_register_float: leaveOut,
  _embind_register_float__deps: [],
  _embind_register_std_string: leaveOut,
  _embind_register_std_string__deps: [],
  _embind_register_std_wstring: leaveOut,
  _embind_register_std_wstring__deps: [],
  _embind_register_memory_view: leaveOut,
  _embind_register_memory_view__deps: [],
  _embind_register_emval: leaveOut,
  _embind_register_emval__deps: [],

  _embind_register_function__deps: ['$resultOf', ...tables],
  _embind_register_function: function registerFunction(name, count, types, signature, invoker, target) {
    let text = '';
    for (let at = name; HEAPU8[at]; at++) text += String.fromCharCode(HEAPU8[at]);
    const type = HEAP32[types >> 2];
    const invoke = wasmTable.get(invoker);
    // Types may be registered later than functions.
    Module[text] = (...values) => {
      const result = invoke(target, ...values);
      const convert = resultOf[type];
      return convert ? convert(result) : result;
    };
  },
});
