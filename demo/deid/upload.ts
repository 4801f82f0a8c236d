// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where results are to be sent: the address, what the server asks for, and what may go without having been looked at.

import { make } from '../panels/dom.js';
import type { UploadTarget } from './protocol.js';

export class UploadForm {
  private readonly url_ = make('input', {
    ...{ type: 'url', id: 'upload-url', required: true, spellcheck: 'false', autocomplete: 'off' },
    ...{ placeholder: 'https://pacs.example/dicom-web/studies', 'aria-describedby': 'upload-url-says' },
  });
  private readonly authorization_ = make('input', {
    ...{ type: 'password', id: 'upload-authorization', spellcheck: 'false', autocomplete: 'off' },
    ...{ placeholder: 'Bearer …', 'aria-describedby': 'upload-authorization-says' },
  });
  private readonly review_ = make('input', {
    type: 'checkbox',
    id: 'upload-review',
    'aria-describedby': 'upload-review-says',
  });
  private readonly dialog_: HTMLDialogElement;
  private done_: (target: UploadTarget | undefined) => void = () => undefined;

  constructor() {
    const says = (id: string, text: string): HTMLElement => make('p', { id, class: 'deid-says' }, text);
    const cancel = make('button', { type: 'button', class: 'labelled' }, 'Cancel');
    const form = make(
      'form',
      { method: 'dialog' },
      make('h2', { id: 'upload-title' }, 'Upload'),
      make('p', {}, 'Every file is de-identified here first. One that fails is not sent.'),
      make(
        'div',
        { class: 'upload-field' },
        make('label', { for: 'upload-url' }, 'Address of the studies'),
        this.url_,
        says('upload-url-says', 'A DICOMweb server that takes STOW-RS, and that lets this page send to it.'),
      ),
      make(
        'div',
        { class: 'upload-field' },
        make('label', { for: 'upload-authorization' }, 'Authorization'),
        this.authorization_,
        says('upload-authorization-says', 'The header of that name, where the server asks for one. It is not stored.'),
      ),
      make(
        'div',
        { class: 'deid-choice' },
        this.review_,
        make('label', { for: 'upload-review' }, 'Send what somebody should look at, too'),
        says('upload-review-says', 'Such as ultrasound without rectangles. Else it stays here, and is listed.'),
      ),
      make(
        'div',
        { class: 'upload-buttons' },
        cancel,
        make('button', { type: 'submit', class: 'labelled primary', id: 'upload-send' }, 'Upload'),
      ),
    );
    this.dialog_ = make('dialog', { class: 'upload', 'aria-labelledby': 'upload-title' }, form);
    cancel.addEventListener('click', () => this.dialog_.close());
    form.addEventListener('submit', () => this.settle(this.target));
    this.dialog_.addEventListener('close', () => this.settle(undefined));
    document.body.append(this.dialog_);
  }

  /** `undefined` where the user thought better of it. */
  ask(): Promise<UploadTarget | undefined> {
    this.dialog_.showModal();
    return new Promise((resolve) => (this.done_ = resolve));
  }

  /** What was typed is forgotten. */
  forget(): void {
    this.authorization_.value = '';
  }

  private get target(): UploadTarget {
    const { url_: url, authorization_: authorization, review_: review } = this;
    return {
      kind: 'upload',
      url: url.value,
      authorization: authorization.value.trim(),
      sendsUnreviewed: review.checked,
    };
  }

  private settle(target: UploadTarget | undefined): void {
    this.done_(target);
    this.done_ = () => undefined;
  }
}
