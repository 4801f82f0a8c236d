// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The profile that options start from: the Basic Profile, or one of the user's own with rules for single attributes.

import type { Profile } from 'dcmstream';
import { make } from '../../panels/dom.js';
import { count } from '../../study/text.js';
import type { ReadProfile } from '../protocol.js';

/** No profile is as large, in bytes. */
const largest = 4 * 1024 * 1024;
const basicTitle = 'Basic Profile of PS3.15 Annex E';
const basicSays = 'It removes or replaces all that names the patient, people, places and times.';

export interface ProfileEvents {
  /** Reads a profile; rejects with what is wrong with it. */
  read(text: string): Promise<ReadProfile>;
  /** Another one is to be used; `undefined` for the Basic Profile alone. */
  changed(profile: Profile | undefined): void;
}

export class ProfileField {
  readonly element: HTMLElement;
  private readonly title_ = make('strong', {}, basicTitle);
  private readonly says_ = make('p', { class: 'deid-says', role: 'status' }, basicSays);
  private readonly input_ = make('input', {
    ...{ type: 'file', id: 'deid-profile-file', accept: '.json,application/json', hidden: true },
    'aria-label': 'Profile to load',
  });
  private readonly load_ = make('button', { type: 'button', class: 'labelled', id: 'deid-profile' }, 'Load a profile');
  private readonly remove_ = make('button', { type: 'button', class: 'labelled', hidden: true }, 'Back to Basic');
  private profile_: Profile | undefined;

  constructor(private readonly events_: ProfileEvents) {
    this.element = make(
      'div',
      { class: 'deid-profile' },
      make('div', {}, this.title_, this.says_),
      make('div', { class: 'deid-profile-buttons' }, this.load_, this.remove_),
      this.input_,
    );
    this.load_.addEventListener('click', () => this.input_.click());
    this.remove_.addEventListener('click', () => this.use(undefined, basicTitle, basicSays));
    this.input_.addEventListener('change', () => {
      const file = this.input_.files?.[0];
      this.input_.value = '';
      if (file !== undefined) void this.read(file);
    });
  }

  get profile(): Profile | undefined {
    return this.profile_;
  }

  private async read(file: File): Promise<void> {
    try {
      if (file.size > largest) throw new Error('The file is too large for a profile.');
      const { profile, warnings } = await this.events_.read(await file.text());
      const rules =
        profile.overrides.length === 0
          ? 'No rules of its own.'
          : `${count(profile.overrides.length, 'rule')} of its own.`;
      const leaves = warnings === 1 ? 'One leaves' : `${warnings} leave`;
      const warned = warnings === 0 ? '' : ` ${leaves} more than the Basic Profile: look at the results.`;
      this.use(profile, profile.name ?? 'Your own profile', `${rules}${warned}`);
    } catch (error) {
      this.says_.textContent = `It cannot be used. ${error instanceof Error ? error.message : ''}`;
    }
  }

  private use(profile: Profile | undefined, title: string, says: string): void {
    this.profile_ = profile;
    this.title_.textContent = title;
    this.says_.textContent = says;
    this.remove_.hidden = profile === undefined;
    this.events_.changed(profile);
  }
}
