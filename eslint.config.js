// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Lint rules. The arrows between the rooms of js/ stand in `layers`; ARCHITECTURE.md draws them.

import tseslint from 'typescript-eslint';
import { arrows } from './tools/check/arrows.mjs';
import { generatedFiles } from './tools/check/files.mjs';

/** The rooms of js/, from the left to the right: each may use those of its own layer and of the layers before it. */
const layers = [
  ['codes', 'pixel-messages', 'write-messages', 'errors'],
  ['wasm'],
  ['source', 'range-reader', 'part', 'made-part', 'path', 'values', 'dictionary'],
  ['parse'],
  ['dataset'],
  ['flow'],
  ['pixels'],
  ['flows'],
  ['sinks', 'sources'],
  ['writing'],
  ['decoder'],
  ['deid'],
  ['upload'],
  ['init', 'index', 'inline'],
  ['cli'],
];

/** Against the arrows, but only when it is asked for: a room, and what it loads by `import()`. A data set can write itself. */
const doors = [['dataset', 'writing']];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
  message: 'Named exports only.',
};
const noHeap = {
  selector: ':matches(Identifier, Literal, TemplateElement)[name=/^HEAP(U?8|U?16|U?32|U?64|F32|F64)$/]',
  message: 'Only js/wasm touches the heap of a wasm module.',
};
const hashesInDeid = {
  group: ['@noble/*'],
  message: 'Only js/deid/replacement/hmac.ts makes keyed hashes, so that who does not de-identify does not load them.',
};
const publicOnly = {
  regex: '(^|/)(js|dist)/',
  message: 'The demo uses the public API: import from dcmstream.',
};

export default tseslint.config(
  { ignores: ['build/', 'dist/', 'tests/golden/', ...generatedFiles('.ts', '.js', '.mjs')] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strict,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', noDefaultExport, noHeap],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Indexing with noUncheckedIndexedAccess: where the bounds are known, `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['js/**/*.ts', 'demo/**/*.ts', 'tests/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: ['js/wasm/**/*.ts', 'bindings/**/*.js'], rules: { 'no-restricted-syntax': ['error', noDefaultExport] } },
  {
    files: ['js/**/*.ts'],
    plugins: { house: { rules: { arrows } } },
    rules: { 'house/arrows': ['error', layers, doors] },
  },
  {
    files: ['js/**/*.ts'],
    ignores: ['js/deid/replacement/hmac.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [hashesInDeid] }] },
  },
  { files: ['demo/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [publicOnly] }] } },
  // Where a tool asks for a default export, or the terminal is the output.
  { files: ['eslint.config.js', '**/vite.config.ts'], rules: { 'no-restricted-syntax': ['error', noHeap] } },
  {
    files: ['tools/**', 'tests/bench/**', 'tests/browser/scrolling.test.ts', 'js/cli/**'],
    rules: { 'no-console': 'off' },
  },
  // What others export is described as it is: the glue, the bench's peers.
  { files: ['js/wasm/**/*.d.ts', 'tests/**/*.d.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
