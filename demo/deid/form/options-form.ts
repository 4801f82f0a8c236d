// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the user asks for: what stays, what is cleaned, and the secret. Nothing of it is stored.

import type { OptionName, Profile } from 'dcmstream';
import { make } from '../../panels/dom.js';
import type { ReadProfile, Setup } from '../protocol.js';
import { cleanChoices, type Dates, dateChoices, keepChoices } from './choices.js';
import { checkbox, group, radios } from './fields.js';
import { ProfileField } from './profile-field.js';

/** Of UTF-8: a shorter secret is soon guessed. */
const shortest = 16;
/** Until typing counts as done, in milliseconds. */
const pause = 350;

export interface FormEvents {
  changed(): void;
  /** Another secret is to be drawn. */
  redraw(): void;
  /** Reads a profile from a file's text; rejects with what is wrong with it. */
  readProfile(text: string): Promise<ReadProfile>;
}

export class OptionsForm {
  readonly element: HTMLElement;
  private readonly boxes_ = new Map<OptionName, HTMLInputElement>();
  private readonly dates_: readonly HTMLInputElement[];
  private readonly words_ = make('textarea', { id: 'deid-words', rows: 3, spellcheck: 'false', autocomplete: 'off' });
  private readonly wordsField_: HTMLElement;
  private readonly secrets_: readonly HTMLInputElement[];
  private readonly secret_ = make('input', {
    ...{ type: 'password', id: 'deid-secret', autocomplete: 'off', spellcheck: 'false' },
    'aria-describedby': 'deid-secret-state',
  });
  private readonly secretField_: HTMLElement;
  private readonly secretState_ = make('p', { id: 'deid-secret-state', class: 'deid-says', role: 'status' });
  private readonly redraw_ = make('button', { type: 'button', class: 'labelled', id: 'deid-redraw' }, 'Draw another');
  private readonly pseudonym_ = make('strong', { id: 'deid-pseudonym' }, '…');
  private readonly names_: HTMLInputElement;
  private readonly profile_: ProfileField;
  private typing_: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly events_: FormEvents) {
    const dates = radios('deid-dates', 'Dates and times', dateChoices);
    const secrets = radios('deid-key', 'Secret for new UIDs and pseudonyms', [
      { value: 'drawn', label: 'Drawn for this run', says: 'Nobody can make the same UIDs and pseudonyms again.' },
      { value: 'own', label: 'My own', says: 'The same secret gives the same ones in every run and on every machine.' },
    ]);
    const names = checkbox({
      id: 'deid-names',
      label: 'Name the files in the report',
      says: 'Report and manifest re-identify then: keep them with the originals.',
    });
    this.dates_ = dates.inputs;
    this.secrets_ = secrets.inputs;
    this.names_ = names.input;
    this.wordsField_ = make(
      'div',
      { class: 'deid-field', hidden: true },
      make('label', { for: 'deid-words' }, 'Words that may stay'),
      this.words_,
    );
    this.secretField_ = make(
      'div',
      { class: 'deid-field', hidden: true },
      make('label', { for: 'deid-secret' }, 'Secret'),
      this.secret_,
      this.secretState_,
    );
    this.profile_ = new ProfileField({
      read: (text) => events_.readProfile(text),
      changed: (profile) => this.take(profile),
    });
    const patient = make('p', { class: 'deid-patient' }, 'This patient becomes ', this.pseudonym_);
    secrets.element.append(this.secretField_, make('div', { class: 'deid-drawn' }, patient, this.redraw_));
    this.element = make(
      'form',
      { class: 'deid-options', id: 'deid-options', 'aria-label': 'What stays and what goes' },
      make('p', { class: 'deid-lead' }, 'What identifies the patient goes. What else is to stay?'),
      group('Profile', this.profile_.element),
      dates.element,
      group('Keep', ...this.choices(keepChoices)),
      group('Clean instead of remove', ...this.choices(cleanChoices, this.wordsField_)),
      secrets.element,
      group('Report', names.element),
    );
    this.listen();
  }

  /** Why nothing can be done as it is; `undefined` where it can. */
  get problem(): string | undefined {
    if (!this.isOwn || byteLength(this.secret_.value) >= shortest) return undefined;
    return `The secret needs ${shortest} characters or more.`;
  }

  setup(pixels: Pick<Setup, 'marks' | 'marksCoverText'>): Setup {
    const used = [...this.boxes_].filter(([, { checked }]) => checked).map(([name]): [string, boolean] => [name, true]);
    const dates = this.dates_.find(({ checked }) => checked)?.value as Dates;
    const { profile } = this.profile_;
    const cleansText = this.boxes_.get('cleanDescriptors')?.checked === true;
    return {
      profile: {
        ...(profile?.name === undefined ? {} : { name: profile.name }),
        overrides: profile?.overrides ?? [],
        options: {
          ...Object.fromEntries(used),
          retainLongitudinalModifiedDates: dates === 'move',
          retainLongitudinalFullDates: dates === 'keep',
          cleanPixelData: pixels.marks.length > 0 || profile?.options.cleanPixelData === true,
        },
      },
      secret: this.isOwn ? this.secret_.value : undefined,
      words: cleansText ? this.words_.value.split('\n') : [],
      ...pixels,
      namesInputs: this.names_.checked,
    };
  }

  set pseudonym(name: string) {
    this.pseudonym_.textContent = name === '' ? 'nobody' : name;
  }

  /** While something runs, what it runs by stays. */
  set locked(locked: boolean) {
    for (const set of this.element.querySelectorAll('fieldset')) set.disabled = locked;
  }

  /** What was typed is forgotten. */
  forget(): void {
    this.secret_.value = '';
    this.secrets_[0]!.checked = true;
    this.update();
  }

  /** The options of a profile; those of none are all off. */
  private take(profile: Profile | undefined): void {
    for (const [name, box] of this.boxes_) box.checked = profile?.options[name] === true;
    const { retainLongitudinalModifiedDates: moves, retainLongitudinalFullDates: keeps } = profile?.options ?? {};
    const dates: Dates = moves === true ? 'move' : keeps === true ? 'keep' : 'remove';
    for (const input of this.dates_) input.checked = input.value === dates;
    this.changed();
  }

  private get isOwn(): boolean {
    return this.secrets_[1]?.checked === true;
  }

  private choices(list: typeof keepChoices, words?: HTMLElement): HTMLElement[] {
    return list.flatMap(({ option, label, says }) => {
      const { element, input } = checkbox({ id: `deid-${option}`, label, says });
      this.boxes_.set(option, input);
      return option === 'cleanDescriptors' && words !== undefined ? [element, words] : [element];
    });
  }

  private listen(): void {
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.element.addEventListener('change', ({ target }) => {
      if (!(target instanceof HTMLInputElement && target.type === 'file')) this.changed();
    });
    for (const typed of [this.secret_, this.words_]) {
      typed.addEventListener('input', () => {
        this.update();
        clearTimeout(this.typing_);
        this.typing_ = setTimeout(() => this.changed(), pause);
      });
    }
    this.redraw_.addEventListener('click', () => this.events_.redraw());
    this.update();
  }

  private changed(): void {
    clearTimeout(this.typing_);
    this.update();
    this.events_.changed();
  }

  private update(): void {
    this.wordsField_.hidden = this.boxes_.get('cleanDescriptors')?.checked !== true;
    this.secretField_.hidden = !this.isOwn;
    this.redraw_.hidden = this.isOwn;
    const { problem } = this;
    this.secret_.setAttribute('aria-invalid', String(problem !== undefined && this.secret_.value !== ''));
    this.secretState_.textContent =
      problem ?? 'Keep it like a password: who has it can test guesses. It is not stored.';
  }
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text.normalize('NFC').trim()).length;
}
