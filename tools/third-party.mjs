// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Fetches third-party sources into build/third_party/NAME: pinned by version and SHA-256 in third-party.tsv, taken from the
// mirror that this machine's apt uses, through Debian's signed source index, without root. Where the index has moved on, a
// newer release of the same major version that it vouches for is taken, said aloud and recorded in versions.tsv.
//
//   node tools/third-party.mjs zlib charls     these
//   node tools/third-party.mjs                 those that a module of bindings/ needs

import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError, finish, root, run, say, step } from './run.mjs';
import { findCommand, setUp } from './set-up.mjs';

const folder = join(root, 'build', 'third_party');
const apt = join(folder, '.apt');
const record = join(folder, 'versions.tsv');
const suites = ['trixie', 'forky', 'sid'];

/**
 * @typedef {{ name: string, version: string, package: string, tarball: string, sha256: string, needed_by: string }} Pin
 * @typedef {{ uri: string, file: string, sha256: string, version: string }} Source
 */

/** Fetches what the modules that stand in bindings/ need. */
export async function fetchNeeded() {
  const modules = new Set(readdirSync(join(root, 'bindings')));
  for (const pin of readPins()) if (modules.has(`${pin.needed_by}.cpp`)) await fetchSource(pin);
}

/** @param {string} name */
async function fetchNamed(name) {
  const pin = readPins().find((each) => each.name === name);
  if (pin === undefined) throw new StepError(`third-party.tsv has no row for ${name}`);
  await fetchSource(pin);
}

/** @returns {Pin[]} */
function readPins() {
  return readTable(join(root, 'tools', 'third-party.tsv'));
}

/** @param {string} file */
function readTable(file) {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [columns[i], cell])));
}

/** @param {Pin} pin */
async function fetchSource(pin) {
  const target = join(folder, pin.name);
  const rows = existsSync(record) ? readTable(record).filter((row) => row.name !== pin.name) : [];
  if (existsSync(target) && existsSync(record) && readTable(record).some((row) => row.pin === pin.sha256)) return;
  for (const command of ['apt-get', 'apt-cache']) {
    if (findCommand(command) === undefined) {
      throw new StepError(
        `${pin.name} ${pin.version} comes through apt, which this machine has not. Unpack ${pin.tarball} into ${target}.`,
      );
    }
  }
  if (pin.tarball.endsWith('.xz')) await setUp('xz');
  const source = choose(pin, await offers(pin));
  await step(`${pin.name} ${source.version}`, async () => {
    const tarball = join(folder, source.file);
    // apt's own downloader: it knows the machine's proxies, and checks the hash.
    await run('/usr/lib/apt/apt-helper', ['download-file', source.uri, tarball, `SHA256:${source.sha256}`]);
    const unpacked = `${target}.new`;
    for (const old of [unpacked, target]) rmSync(old, { recursive: true, force: true });
    mkdirSync(unpacked);
    await run('tar', ['-xf', tarball, '-C', unpacked, '--strip-components=1', '--no-same-owner']);
    renameSync(unpacked, target);
    rmSync(tarball);
  });
  rows.push({ name: pin.name, version: source.version, tarball: source.file, sha256: source.sha256, pin: pin.sha256 });
  const columns = ['name', 'version', 'tarball', 'sha256', 'pin'];
  writeFileSync(
    record,
    [columns, ...rows.map((row) => columns.map((column) => row[column]))]
      .map((line) => `${line.join('\t')}\n`)
      .join(''),
  );
}

/** The pinned tarball where the index still has it, else the newest of the same major version.
 * @param {Pin} pin
 * @param {readonly Source[]} sources */
function choose(pin, sources) {
  const pinned = sources.find((source) => source.sha256 === pin.sha256);
  if (pinned !== undefined) return { ...pinned, version: pin.version };
  const [newest] = sources
    .filter(({ version }) => major(version) === major(pin.version) && compare(version, pin.version) >= 0)
    .sort((a, b) => compare(b.version, a.version));
  if (newest === undefined) {
    const seen = sources.map(({ file }) => file).join(', ') || 'nothing';
    throw new StepError(
      `The source index has neither ${pin.tarball} nor a newer release of that major version (it has ${seen}).`,
    );
  }
  say(
    `${pin.name}: the index has moved on from ${pin.version}; taking ${newest.version} (${newest.file}), for which it vouches`,
  );
  return newest;
}

/** What the source index of each suite offers for a package.
 * @param {Pin} pin
 * @returns {Promise<Source[]>} */
async function offers(pin) {
  const options = await openIndex();
  /** @type {Source[]} */
  const found = [];
  for (const suite of suites) {
    const log = await run('apt-get', [...options, '-q', 'source', '--print-uris', `${pin.package}/${suite}`]).catch(
      () => '',
    );
    for (const [, uri = '', file = '', sha256 = ''] of log.matchAll(/^'([^']+)' (\S+) \d+ SHA256:([0-9a-f]{64})$/gm)) {
      const version = /_(.+)\.orig\.tar\.\w+$/.exec(file)?.[1];
      if (version !== undefined) found.push({ uri, file, sha256, version: upstream(version) });
    }
  }
  return found;
}

/** A source index of our own beside the machine's, which is left alone. */
async function openIndex() {
  const list = join(apt, 'sources.list');
  const options = [
    ...['-o', `Dir::Etc::sourcelist=${list}`, '-o', 'Dir::Etc::sourceparts=-'],
    ...['-o', `Dir::State::lists=${join(apt, 'lists')}`, '-o', `Dir::Cache=${join(apt, 'cache')}`],
    ...['-o', 'APT::Sandbox::User=', '-o', 'Acquire::Languages=none'],
  ];
  if (openedIndex) return options;
  for (const needed of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(apt, needed), { recursive: true });
  const mirror = await findMirror();
  const signed = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  writeFileSync(list, suites.map((suite) => `deb-src ${signed} ${mirror} ${suite} main\n`).join(''));
  await step('source index', () => run('apt-get', [...options, '-q', 'update']));
  openedIndex = true;
  return options;
}
let openedIndex = false;

/** The address of the Debian archive in the machine's own configuration. */
async function findMirror() {
  const log = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)']);
  const mirror = log.split('\n').find((uri) => uri.endsWith('/debian/'));
  if (mirror === undefined)
    throw new StepError('This machine has no Debian mirror configured for apt: third-party sources come from there.');
  return mirror;
}

/** Debian marks repackaged tarballs: 1.3.dfsg+really1.3.2 is 1.3.2. @param {string} version */
function upstream(version) {
  return version.replace(/^.*\+really/, '').replace(/[+~].*$/, '');
}

/** @param {string} version */
function major(version) {
  return version.split('.')[0];
}

/** @param {string} a
 * @param {string} b */
function compare(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

if (process.argv[1] === import.meta.filename) {
  const names = process.argv.slice(2);
  await finish(
    names.length === 0
      ? fetchNeeded()
      : names.reduce((before, name) => before.then(() => fetchNamed(name)), Promise.resolve()),
  );
}
