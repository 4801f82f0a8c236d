// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the page and its worker say to one another.

import type { Action, Profile, ProfileInput, ReviewReason } from 'dcmstream';
import type { OpenedFile } from '../study/instance.js';
import type { Mark } from './pixels/mark.js';

/** How files are de-identified, as the page has been told. */
export interface Setup {
  readonly profile: ProfileInput;
  /** The user's own; without it the worker draws one, which never leaves it. */
  readonly secret: string | undefined;
  /** Words that may stay in free text. */
  readonly words: readonly string[];
  readonly marks: readonly Mark[];
  /** Whether somebody has looked and found all text within them. */
  readonly marksCoverText: boolean;
  /** Whether manifest and report name the files. */
  readonly namesInputs: boolean;
}

/** One attribute before and after. */
export interface Row {
  readonly path: string;
  /** How many items enclose it. */
  readonly level: number;
  readonly tag: string;
  readonly keyword: string;
  readonly before: string;
  readonly after: string;
  /** `+`: there by de-identification alone; `=`: written anew from what is known. */
  readonly action: Action | '+' | '=';
  readonly what: string;
  readonly why: string;
  readonly rule: string;
  readonly changed: boolean;
}

/** Which rows are wanted. */
export interface Filter {
  readonly onlyChanged: boolean;
  /** In lower case; '' for all. */
  readonly text: string;
}

export interface PreviewSummary {
  readonly total: number;
  readonly changed: number;
  /** Attributes that are not listed: there are too many. */
  readonly omitted: number;
  /** What the patient is called afterwards; '' where nobody is. */
  readonly pseudonym: string;
  readonly needsReview: readonly ReviewReason[];
}

export interface RowPage {
  /** Of the filter, not of this page of them. */
  readonly count: number;
  readonly rows: readonly Row[];
}

export interface UploadTarget {
  readonly kind: 'upload';
  readonly url: string;
  /** The header of that name; '' for none. */
  readonly authorization: string;
  /** Whether what somebody should look at is sent, too. */
  readonly sendsUnreviewed: boolean;
}

/** Where results go. A zip without a handle becomes a file that the page offers for download. */
export type Target =
  | { readonly kind: 'folder'; readonly handle: FileSystemDirectoryHandle }
  | { readonly kind: 'zip'; readonly handle: FileSystemFileHandle | undefined }
  | UploadTarget;

export interface Failure {
  readonly index: number;
  readonly reason: string;
}

export interface Review {
  readonly index: number;
  readonly reasons: readonly ReviewReason[];
}

/** What has come since the last message of its kind. */
export interface RunProgress {
  readonly files: number;
  readonly bytes: number;
  readonly failures: readonly Failure[];
  readonly reviews: readonly Review[];
}

export interface RunSummary {
  readonly done: number;
  readonly secret: 'given' | 'drawn';
  /** The zip, where there was no handle for it. */
  readonly file: Blob | undefined;
}

/** A profile that was loaded from a file. */
export interface ReadProfile {
  readonly profile: Profile;
  /** How many of its rules leave more than the tables do. */
  readonly warnings: number;
}

/** Calls of the page, by what they are answered with. */
export interface Calls {
  preview: { readonly asks: { readonly file: Blob; readonly setup: Setup }; readonly answer: PreviewSummary };
  rows: {
    readonly asks: { readonly filter: Filter; readonly first: number; readonly count: number };
    readonly answer: RowPage;
  };
  run: {
    readonly asks: { readonly count: number; readonly setup: Setup; readonly target: Target };
    readonly answer: RunSummary;
  };
  profile: { readonly asks: { readonly text: string }; readonly answer: ReadProfile };
  /** Another secret is drawn. */
  redraw: { readonly asks: object; readonly answer: undefined };
}

export type CallName = keyof Calls;

export type ToWorker =
  | { [Name in CallName]: { readonly kind: Name; readonly id: number; readonly asks: Calls[Name]['asks'] } }[CallName]
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'file'; readonly id: number; readonly index: number; readonly file: OpenedFile };

export type ToPage =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Calls[CallName]['answer'] }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string; readonly aborted: boolean }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: RunProgress }
  /** The worker takes one file after the other: a list of them all would hold up the page. */
  | { readonly kind: 'wanted'; readonly id: number; readonly index: number };
