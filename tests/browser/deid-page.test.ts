// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// De-identification in the viewer, in a browser.

import { after, describe } from 'node:test';
import { testComparison } from './deid/comparison.js';
import { testPixels } from './deid/pixels.js';
import { testRuns } from './deid/runs.js';
import { testDeidStates } from './deid/states.js';
import { testUpload } from './deid/upload.js';
import { chromiumMissing } from './support/chromium.js';
import { stopDemo } from './support/demo-page.js';

describe('de-identification in the page', { skip: chromiumMissing }, () => {
  after(stopDemo);
  describe('before and after', testComparison);
  describe('rectangles', testPixels);
  describe('a run', testRuns);
  describe('an upload', testUpload);
  describe('in every state', testDeidStates);
});
