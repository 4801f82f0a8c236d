// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The demo page in a browser. One process for all of it: the page is built once and the browser started once.

import { after, describe } from 'node:test';
import { testDisplay } from './page/display.js';
import { testFiles } from './page/files.js';
import { testModules } from './page/modules.js';
import { testPicture } from './page/picture.js';
import { testProblems } from './page/problems.js';
import { testSample } from './page/sample.js';
import { testStates } from './page/states.js';
import { testTags } from './page/tags.js';
import { chromiumMissing } from './support/chromium.js';
import { stopDemo } from './support/demo-page.js';

describe('the page', { skip: chromiumMissing }, () => {
  after(stopDemo);
  describe('with the sample', testSample);
  describe('the picture', testPicture);
  describe('what the file proposes', testDisplay);
  describe('tags', testTags);
  describe('files', testFiles);
  describe('the modules fetched', testModules);
  describe('problems', testProblems);
  describe('in every state', testStates);
});
