// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The bar below the picture and the list of windows above it: slider, play, rate, presets.

import { find, make } from './dom.js';
import type { Viewer } from '../viewer.js';

export class Controls {
  private readonly bar_ = find('controls', HTMLElement);
  private readonly slider_ = find('slider', HTMLInputElement);
  private readonly place_ = find('place', HTMLOutputElement);
  private readonly rate_ = find('rate', HTMLInputElement);
  private readonly playIcon_ = find('play-icon', SVGUseElement);
  private readonly presets_ = find('presets', HTMLSelectElement);
  private listed_ = '';

  constructor(private readonly viewer_: Viewer) {
    this.slider_.addEventListener('input', () => viewer_.goTo(this.slider_.valueAsNumber - 1));
    this.rate_.addEventListener('change', () => {
      if (this.rate_.valueAsNumber > 0) viewer_.stage.cine.rate = this.rate_.valueAsNumber;
    });
    this.presets_.addEventListener('change', () => viewer_.choosePreset(Number(this.presets_.value)));
  }

  updatePlace(): void {
    const { stage } = this.viewer_;
    this.bar_.classList.toggle('idle', stage.count < 2);
    this.slider_.max = String(Math.max(1, stage.count));
    this.slider_.value = String(stage.index + 1);
    this.slider_.setAttribute('aria-valuetext', `${stage.index + 1} of ${stage.count}`);
    for (const control of [this.slider_, this.rate_]) control.disabled = stage.count < 2;
    this.place_.value = stage.count === 0 ? '' : `${stage.index + 1} / ${stage.count}`;
  }

  updateCine(): void {
    const { cine } = this.viewer_.stage;
    this.playIcon_.setAttribute('href', cine.playing ? '#i-pause' : '#i-play');
    if (document.activeElement !== this.rate_) this.rate_.value = String(Math.round(cine.rate));
  }

  /** The list is made anew only when it is another one: an open list must not change under the pointer. */
  updatePresets(): void {
    const { presets, stage } = this.viewer_;
    const wanted = JSON.stringify(presets);
    if (wanted !== this.listed_) {
      this.listed_ = wanted;
      const groups = new Map<string, HTMLOptGroupElement>();
      presets.forEach(({ label, group }, index) => {
        const list = groups.get(group) ?? make('optgroup', { label: group });
        groups.set(group, list);
        list.append(make('option', { value: index }, index < 9 ? `${index + 1}  ${label}` : label));
      });
      const own = make('option', { value: 'own', hidden: true }, 'Own window');
      const none = make('option', { value: 'none', hidden: true }, 'No window');
      this.presets_.replaceChildren(...groups.values(), own, none);
    }
    this.presets_.disabled = presets.length === 0;
    const { choice } = stage;
    const automatic = choice.kind === 'fixed' && choice.automatic === true;
    const index = presets.findIndex((preset) =>
      automatic ? preset.choice === 'auto' : JSON.stringify(preset.choice) === JSON.stringify(choice),
    );
    this.presets_.value = presets.length === 0 ? 'none' : index < 0 ? 'own' : String(index);
  }
}
