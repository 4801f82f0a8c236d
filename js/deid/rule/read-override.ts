// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reads one override of a profile.

import { names } from '../../dictionary/names.js';
import { trimCreator } from '../../dictionary/private-blocks.js';
import { Selection } from '../../flows/selector.js';
import type { Override } from '../profile.js';
import { tagPattern } from '../tables/tag-list.js';
import { type Action, actions } from './action.js';
import { invalidAt, readFields } from './read-fields.js';
import { knownVr } from './vr-kind.js';

/** Written anew by every de-identification: what was done, and that the file meta information is its own. */
const ownTags = new Set(['(0012,0062)', '(0012,0063)', '(0012,0064)', '(0028,0303)']);

const subjects = ['tag', 'path', 'vr', 'creator'] as const;

/** @throws TypeError with code `argument_invalid` */
export function readOverride(json: unknown, place: string): Override {
  const fields = readFields(json, place, [...subjects, 'group', 'element', 'action', 'reason']);
  const action = readAction(fields.text('action'), `${place}.action`);
  const reason = fields.text('reason');
  const rest = { action, ...(reason === undefined ? {} : { reason }) };

  const given = subjects.filter((name) => fields.value(name) !== undefined);
  const [subject] = given;
  if (subject === undefined || given.length > 1) throw invalidAt(place, `needs one of ${subjects.join(', ')}`);
  const text = fields.text(subject) ?? '';
  const at = `${place}.${subject}`;
  const isOfCreator = subject === 'creator';
  const group = readDigits(fields.text('group'), `${place}.group`, 4, isOfCreator);
  const element = readDigits(fields.text('element'), `${place}.element`, 2, isOfCreator);

  switch (subject) {
    case 'tag': {
      const tag = readTag(text, at);
      checkTag(tag, action, at);
      return Object.freeze({ tag, ...rest });
    }
    case 'path':
      return Object.freeze({ path: readPath(text, action, at), ...rest });
    case 'vr':
      if (!/^[A-Z]{2}$/.test(text) || knownVr(text) !== text) throw invalidAt(at, 'is no VR');
      if (action === 'U' && text !== 'UI') throw invalidAt(`${place}.action`, 'is U for a VR that holds no UIDs');
      return Object.freeze({ vr: text, ...rest });
    case 'creator': {
      const creator = trimCreator(text);
      if (creator === '') throw invalidAt(at, 'is empty');
      if (group !== undefined && Number.parseInt(group, 16) % 2 === 0) throw invalidAt(`${place}.group`, 'is even');
      const where = { ...(group === undefined ? {} : { group }), ...(element === undefined ? {} : { element }) };
      return Object.freeze({ creator, ...where, ...rest });
    }
  }
}

function readAction(text: string | undefined, place: string): Action {
  const action = actions.find((each) => each === text);
  if (action === undefined) throw invalidAt(place, `is none of ${actions.join(', ')}`);
  return action;
}

function readDigits(text: string | undefined, place: string, count: number, allowed: boolean): string | undefined {
  if (text === undefined) return undefined;
  if (!allowed) throw invalidAt(place, 'belongs to a creator');
  if (!/^[\dA-F]+$/i.test(text) || text.length !== count) throw invalidAt(place, `is not ${count} hexadecimal digits`);
  return text.toUpperCase();
}

/** `(0010,0010)` of what may be a keyword. */
function readTag(text: string, place: string): string {
  const digits = text.replace(/^\((.{4}),(.{4})\)$/, '$1$2');
  if (/^[\dA-Fx]{8}$/i.test(digits)) return tagPattern(digits).text;
  const tag = names.tagOf(text);
  if (tag === undefined) throw invalidAt(place, 'is neither a tag, (gggg,eeee), nor a keyword of the standard');
  return tagPattern(repeating(tag)).text;
}

function hexadecimal(tag: number): string {
  return tag.toString(16).padStart(8, '0');
}

/** A keyword of a repeating group names all its groups. PS3.5 §7.6 */
function repeating(tag: number): string {
  return hexadecimal(tag).replace(/^(50|60|7f)00/, '$1xx');
}

function checkTag(text: string, action: Action, place: string): void {
  const digits = text.replace(/[(),]/g, '');
  const { tag, mask } = tagPattern(digits);
  if (/^...[13579BDF]/.test(digits))
    throw invalidAt(place, 'is private: private attributes are named by their creator');
  if (/^000[0-7]/.test(digits)) throw invalidAt(place, 'is of no data set: the file meta information is written anew');
  if (digits.endsWith('0000')) throw invalidAt(place, 'is a group length, which is always removed');
  if (ownTags.has(text)) throw invalidAt(place, 'says how the data set was de-identified, and is written anew');
  const vrs = (mask & 0xffff) === 0xffff ? names.vrsOf(tag) : undefined;
  if (action === 'U' && vrs !== undefined && !vrs.some((vr) => vr === 'UI' || vr === 'SQ')) {
    throw invalidAt(place, 'holds no UIDs that U could replace');
  }
}

/** The path with digits for keywords. */
function readPath(text: string, action: Action, place: string): string {
  const path = text.replace(/(?<=^|\.)[\dA-Za-z]+(?=[.[]|$)/g, (step) => readTag(step, place));
  const last = /(?:^|\.)(\([\dA-Fx]{4},[\dA-Fx]{4}\))$/i.exec(path)?.[1];
  if (last === undefined) throw invalidAt(place, 'does not end in an attribute');
  const digits = last.replace(/[(),]/g, '');
  checkTag(tagPattern(digits).text, action, place);
  try {
    new Selection([path]);
  } catch {
    throw invalidAt(place, 'is no path of attributes and items, such as **.(0040,0275)[*].(0040,0007)');
  }
  return path;
}
