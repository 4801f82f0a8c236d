// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every flow there is, and a custom one that declares nothing, through the one contract suite.

import {
  collect,
  declareFlow,
  drop,
  edit,
  evenLengths,
  type Flow,
  groupLengths,
  insert,
  isBulkData,
  isPrivate,
  keep,
  modify,
  remove,
  requireContext,
  stopAt,
  toDefinedLengths,
  toTransferSyntax,
  toUndefinedLengths,
  toUtf8,
  withMeta,
} from 'dcmstream';
import { keepsTheContract } from '../support/flow-contract.js';

const passing: Flow = () => ({ part: (part, emit) => emit(part) });

keepsTheContract('a custom flow that declares nothing', () => passing);
keepsTheContract('a custom flow that looks', () => declareFlow(passing, { resizes: 'nothing' }));
keepsTheContract('drop', () => drop(isPrivate, 0x00080060, '(0008,1140)[1]', '**.(0008,1155)'));
keepsTheContract('drop of bulk data', () => drop(isBulkData), { swallowsPixels: true });
keepsTheContract('keep', () => keep(0x00100010, '(0008,1140)[*].(0008,1155)'), { swallowsPixels: true });
keepsTheContract('collect', () => collect([0x00100020, '(0008,1140)[*].(0008,1155)'], () => undefined));
keepsTheContract('collect to the end', () =>
  collect(['**.(0010,0010)'], () => [{ remove: isPrivate }], { stopAt: 0x00280000 }),
);
keepsTheContract('modify', () => modify('**.(0008,1155)', '1.2.3.4.5'));
keepsTheContract('modify by a function', () => modify(0x00100010, (old) => `${old?.text ?? ''}^X`));
keepsTheContract('insert', () => insert('(0008,1140)[*].(0010,0020)', 'ID'));
keepsTheContract('insert that creates', () => insert('(0008,2218)[1].(0008,0100)', 'T-1', { create: true }));
keepsTheContract('insert at the end', () => insert(0xfffcfffe, 'X', { vr: 'LO' }));
keepsTheContract('remove', () => remove(isPrivate, 0x00080060, '(0008,1140)[1]', '**.(0008,1155)'));
keepsTheContract('edit', () =>
  edit([{ remove: isPrivate }, { modify: 0x00100010, value: 'A^B' }, { insert: 0x00120062, value: 'YES' }]),
);
keepsTheContract('edit without rules', () => edit());
keepsTheContract('stopAt', () => stopAt(0x00100000));
keepsTheContract('evenLengths', () => evenLengths());
keepsTheContract('groupLengths that removes', () => groupLengths('remove'));
keepsTheContract('groupLengths that computes', () => groupLengths('compute'));
keepsTheContract('requireContext', () => requireContext([{}]));
keepsTheContract('requireContext of a SOP class', () => requireContext([{ sopClass: '1.2' }, {}]));
keepsTheContract('toDefinedLengths', () => toDefinedLengths());
keepsTheContract('toUndefinedLengths', () => toUndefinedLengths());
keepsTheContract('toUtf8', () => toUtf8());
keepsTheContract('withMeta', () => withMeta());
for (const syntax of ['ILE', 'ELE', 'EBE']) {
  keepsTheContract(`toTransferSyntax(${syntax})`, () => toTransferSyntax(syntax));
}
const unsupported = 'transfer_syntax_unsupported';
keepsTheContract('toTransferSyntax(DELE)', () => toTransferSyntax('DELE'), {
  refuses: { 'without meta': unsupported },
});
