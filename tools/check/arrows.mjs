// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// An ESLint rule: the arrows between the rooms of js/. Rooms stand in layers; each may use its own and those before it.

import { dirname, relative, resolve } from 'node:path';

/** @type {import('eslint').Rule.RuleModule} */
export const arrows = {
  meta: {
    type: 'problem',
    schema: {
      type: 'array',
      items: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
      minItems: 2,
      maxItems: 2,
    },
    messages: {
      against: 'js/{{from}} may not use js/{{to}}: see the arrows in ARCHITECTURE.md.',
      homeless: 'js/{{room}} stands in no layer: name it in eslint.config.js and in ARCHITECTURE.md.',
      outside: 'The library imports nothing from outside js/.',
    },
  },
  create(context) {
    const js = resolve(context.cwd, 'js');
    /** @type {readonly (readonly string[])[]} */
    const layers = context.options[0];
    /** What a room may load when it is asked for, though it stands to its right: `import()` and types. @type {readonly (readonly string[])[]} */
    const doors = context.options[1];
    /** @param {string} room */
    const layerOf = (room) => layers.findIndex((layer) => layer.includes(room));
    /** A room is a folder of js/ or one file in it. @param {string} file */
    const roomOf = (file) => (relative(js, file).split(/[\\/]/)[0] ?? '').replace(/(\.d)?\.[jt]s$/, '');
    const from = roomOf(context.filename);
    if (layerOf(from) < 0) {
      return { Program: (node) => context.report({ node, messageId: 'homeless', data: { room: from } }) };
    }

    /** @param {import('estree').Node | null | undefined} source @param {boolean} [isLate] */
    const check = (source, isLate = false) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      if (!source.value.startsWith('.')) {
        if (/^dcmstream($|\/)/.test(source.value)) context.report({ node: source, messageId: 'outside' });
        return;
      }
      const to = roomOf(resolve(dirname(context.filename), source.value));
      if (to === '..') context.report({ node: source, messageId: 'outside' });
      else if (layerOf(to) < 0) context.report({ node: source, messageId: 'homeless', data: { room: to } });
      else if (isLate && doors.some(([room, late]) => room === from && late === to)) return;
      else if (layerOf(to) > layerOf(from)) {
        context.report({ node: source, messageId: 'against', data: { from, to } });
      }
    };
    return {
      ImportDeclaration: (node) => check(node.source, 'importKind' in node && node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source, true),
    };
  },
};
