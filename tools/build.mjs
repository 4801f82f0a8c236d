// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `npm run build`: the package in dist/. Emscripten makes the wasm modules, esbuild minifies their glue, tsc makes the rest.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { exclusively, finish, root, run, runPackage, say, step } from './run.mjs';
import { findCommand, setUp } from './set-up.mjs';
import { fetchNeeded } from './third-party.mjs';

const js = join(root, 'js');
const dist = join(root, 'dist');
const workerFile = join('decoder', 'dcmstream-worker.js');
const decodingFile = join('pixels', 'transcode', 'decoding.js');

export async function build() {
  await setUp('build');
  await exclusively(async () => {
    await step('wasm modules', buildModules);
    await step('dist', buildPackage);
  });
}

async function buildModules() {
  await configure('wasm');
  await run('cmake', ['--build', '--preset', 'wasm']);
  mkdirSync(join(dist, 'wasm'), { recursive: true });
  for (const name of moduleNames()) await publishModule(name);
}

/** A module is a file of bindings/. */
function moduleNames() {
  return readdirSync(join(root, 'bindings'))
    .filter((file) => file.endsWith('.cpp'))
    .map((file) => basename(file, '.cpp'));
}

/** Configures a CMake preset once a checkout, compiler and preset: ninja sees to all later changes. Third-party sources come first.
 * @param {'native' | 'release' | 'wasm'} preset */
export async function configure(preset) {
  await fetchNeeded();
  const folder = join(root, 'build', preset);
  const compiler = realpathSync(findCommand(preset === 'wasm' ? 'emcc' : 'clang++') ?? '');
  const presets = readFileSync(join(root, 'CMakePresets.json'), 'utf8');
  const identity = `${root}\n${compiler}\n${statSync(compiler).mtimeMs}\n${presets}`;
  const stamp = join(folder, 'configured-for');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === identity) return;
  rmSync(folder, { recursive: true, force: true });
  if (preset === 'wasm') await run('emcmake', ['cmake', '--preset', preset]);
  else await run('cmake', ['--preset', preset]);
  writeFileSync(stamp, identity);
}

/** Copies a module's wasm to dist/wasm and minifies its glue into it.
 * @param {string} name */
async function publishModule(name) {
  const glue = join(root, 'build', 'wasm', `${name}.js`);
  const published = moduleFiles(name).map((file) => join(dist, file));
  if (published.every((file) => existsSync(file) && statSync(file).mtimeMs > statSync(glue).mtimeMs)) return;
  const { transform } = await import('esbuild');
  const { code } = await transform(readFileSync(glue, 'utf8'), {
    minify: true,
    format: 'esm',
    target: 'es2022',
    // Our loader finds the wasm; a second `new URL(…, import.meta.url)` would make bundlers emit it twice.
    define: { 'import.meta.url': '"file:///"' },
  });
  const wasm = readFileSync(join(root, 'build', 'wasm', `${name}.wasm`));
  const contents = [code, wasm, `export const parserBase64 = '${wasm.toString('base64')}';\n`];
  published.forEach((file, i) => writeFileSync(file, contents[i] ?? ''));
}

/** What dist/ holds of a module: the glue, the wasm, and of the parser its base64 for places without asset URLs.
 * @param {string} name */
function moduleFiles(name) {
  const files = [`wasm/${name}-glue.js`, `wasm/${name}.wasm`];
  return name === 'parser' ? [...files, 'wasm/parser-base64.js'] : files;
}

async function buildPackage() {
  // tsc's memory of what it wrote is worth nothing when dist/ has been emptied.
  if (!existsSync(join(dist, 'index.js'))) rmSync(join(root, 'build', 'tsc', 'js.tsbuildinfo'), { force: true });
  await runPackage('typescript/bin/tsc', ['-p', 'js', '--pretty', 'false']);
  copyDeclarations();
  await bundleDecoding();
  await bundleHashes();
  await bundleWorker();
  copyLicences();
  removeStale();
  const main = join(dist, 'cli', 'main.js');
  if (existsSync(main)) chmodSync(main, 0o755);
}

/** tsc does not copy declarations that are written by hand (of the glue). */
function copyDeclarations() {
  for (const file of filesBelow(js).filter((name) => name.endsWith('.d.ts'))) {
    const target = join(dist, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, readFileSync(join(js, file)));
  }
}

/** The worker of the web in one file, with the glue of the modules that there are: see js/decoder/worker.ts. */
async function bundleWorker() {
  const { build: bundle } = await import('esbuild');
  const glues = filesBelow(js).flatMap((file) => /([^/]+-glue)\.d\.ts$/.exec(file)?.[1] ?? []);
  const missing = glues.filter((glue) => !existsSync(join(dist, 'wasm', `${glue}.js`)));
  await bundle({
    entryPoints: [join(dist, 'decoder', 'worker.js')],
    outfile: join(dist, workerFile),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
    external: missing.map((glue) => `*/${glue}.js`),
    banner: { js: '// SPDX-License-Identifier: MIT' },
  });
}

/** Of which there must be only one, for their state or classes; every page that reads anything has them. */
const shared = ['codes.js', 'errors.js', join('wasm', 'load.js')];

/** What decodes inside flows, in one file: see js/pixels/transcode/decoding.d.ts. */
export async function bundleDecoding() {
  const { build: bundle } = await import('esbuild');
  const folder = dirname(join(dist, decodingFile));
  await bundle({
    entryPoints: [join(folder, 'transcoder.js')],
    outfile: join(dist, decodingFile),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    logLevel: 'error',
    banner: { js: '// SPDX-License-Identifier: MIT' },
    plugins: [
      {
        name: 'shared',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
            const file = join(resolveDir, path);
            if (!shared.includes(relative(dist, file))) return undefined;
            return { path: relative(folder, file).replaceAll('\\', '/'), external: true };
          }),
      },
    ],
  });
}

/** The one library that a page may need at once, in the one file that uses it: pages without a bundler know no names of packages. */
async function bundleHashes() {
  const { build: bundle } = await import('esbuild');
  const file = join(dist, 'deid', 'replacement', 'hmac.js');
  await bundle({
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    logLevel: 'error',
  });
}

/** The notices that go with what the package contains: below build/third_party, or of an npm package. @type {Readonly<Record<string, readonly string[]>>} */
const licences = {
  'charls.txt': ['charls/LICENSE.md'],
  'libjpeg-turbo.txt': ['libjpeg-turbo/LICENSE.md', 'libjpeg-turbo/README.ijg'],
  'noble-hashes.txt': ['../../node_modules/@noble/hashes/LICENSE'],
  'openjpeg.txt': ['openjpeg/LICENSE'],
  'zlib.txt': ['zlib/LICENSE'],
};

/** Copies them from the sources that were compiled: dist/licences. */
function copyLicences() {
  mkdirSync(join(dist, 'licences'), { recursive: true });
  for (const [name, files] of Object.entries(licences)) {
    const texts = files.map((file) => readFileSync(join(root, 'build', 'third_party', file), 'utf8'));
    writeFileSync(join(dist, 'licences', name), texts.join('\n'));
  }
}

/** Removes what no source stands behind any more. */
function removeStale() {
  const sources = new Set(filesBelow(js).map((file) => file.replace(/(\.d)?\.ts$/, '')));
  const texts = Object.keys(licences).map((name) => join('licences', name));
  const built = new Set([...moduleNames().flatMap(moduleFiles), workerFile, decodingFile, ...texts]);
  for (const file of filesBelow(dist)) {
    if (!built.has(file) && !sources.has(file.replace(/(\.d\.ts|\.js|\.js\.map)$/, ''))) rmSync(join(dist, file));
  }
}

/** @param {string} folder */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}

if (process.argv[1] === import.meta.filename) {
  await finish(build().then(() => say('built: dist/')));
}
