// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Builds the page into build/demo, with the sample series beside it. The page imports the built package by its name.

import { createReadStream, cpSync, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const output = place('../build/demo');
const sample = place('../build/sample');

/** Puts build/sample at ./sample/: copied by the build, streamed by the development server. */
function sampleSeries(): Plugin {
  return {
    name: 'sample-series',
    configureServer(server) {
      server.middlewares.use('/sample', (request, response, next) => {
        const file = `${sample}/${basename(request.url?.split('?')[0] ?? '')}`;
        if (!existsSync(file)) return next();
        createReadStream(file).pipe(response);
      });
    },
    closeBundle() {
      if (existsSync(sample)) cpSync(sample, `${output}/sample`, { recursive: true });
    },
  };
}

/** Vite's development client brings its styles inline; only the built page is served under the policy. */
function policyWhenBuilt(): Plugin {
  return {
    name: 'policy-when-built',
    apply: 'serve',
    transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
  };
}

export default defineConfig({
  root: place('.'),
  base: './',
  publicDir: false,
  resolve: {
    alias: [
      { find: /^dcmstream$/, replacement: place('../dist/index.js') },
      { find: /^dcmstream\/tags$/, replacement: place('../dist/dictionary/tags.js') },
    ],
  },
  build: {
    outDir: output,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // The worker that de-identifies fetches its modules as the page does.
  worker: { format: 'es', rolldownOptions: { checks: { ineffectiveDynamicImport: false } } },
  plugins: [sampleSeries(), policyWhenBuilt()],
});
