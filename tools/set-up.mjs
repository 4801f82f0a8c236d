// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Sets up what a step needs and the machine lacks: npm packages by `npm ci`, commands and libraries by apt-get. Nothing is
// ever asked; where installing cannot be done, the message says exactly what to install.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { StepError, root, run, step } from './run.mjs';

/** The major version of clang-format and clang-tidy that the sources are formatted with: majors differ in layout. */
export const clangMajor = 14;

/**
 * What a stage may need: the Debian package, how to see that it is there, and the package to take where the first is not
 * to be had.
 * @typedef {{ apt: string, found: () => unknown, instead?: string }} Need
 * @type {Record<'build' | 'core' | 'check' | 'xz' | 'peers' | 'browser', readonly Need[]>}
 */
const needs = {
  build: [
    { apt: 'emscripten', found: () => findCommand('emcc') },
    { apt: 'cmake', found: () => findCommand('cmake') },
    { apt: 'ninja-build', found: () => findCommand('ninja') },
  ],
  core: [
    { apt: 'cmake', found: () => findCommand('cmake') },
    { apt: 'ninja-build', found: () => findCommand('ninja') },
    { apt: 'clang', found: () => findCommand('clang++') },
    { apt: 'libclang-rt-dev', found: hasSanitizers },
    { apt: 'libgmock-dev', found: () => existsSync('/usr/include/gmock/gmock.h') },
    { apt: 'llvm', found: () => findCommand('llvm-cov') && findCommand('llvm-profdata') },
  ],
  check: [
    { apt: `clang-format-${clangMajor}`, found: () => clangTool('clang-format'), instead: 'clang-format' },
    { apt: `clang-tidy-${clangMajor}`, found: () => clangTool('clang-tidy'), instead: 'clang-tidy' },
  ],
  // The peers whose word the tests take.
  peers: [
    { apt: 'dcmtk', found: () => findCommand('dcmdump') },
    { apt: 'libgdcm-tools', found: () => findCommand('gdcmconv') },
    { apt: 'libopenjp2-tools', found: () => findCommand('opj_compress') },
    { apt: 'libjpeg-turbo-progs', found: () => findCommand('cjpeg') && findCommand('djpeg') },
    { apt: 'openjph-tools', found: () => findCommand('ojph_compress') },
    { apt: 'dicom3tools', found: () => findCommand('dciodvfy') },
    { apt: 'libxml2-utils', found: () => findCommand('xmllint') },
    { apt: 'python3-pydicom', found: () => existsSync('/usr/lib/python3/dist-packages/pydicom') },
    // Not on every user's path.
    { apt: 'orthanc', found: () => findCommand('Orthanc') ?? existsSync('/usr/sbin/Orthanc') },
    { apt: 'orthanc-dicomweb', found: () => existsSync('/usr/share/orthanc/plugins/libOrthancDicomWeb.so') },
    { apt: 'openssl', found: () => findCommand('openssl') },
    // Brings up loopback in the network namespace that Orthanc is tested in.
    { apt: 'iproute2', found: () => findCommand('ip') },
  ],
  xz: [{ apt: 'xz-utils', found: () => findCommand('xz') }],
  browser: [{ apt: 'chromium', found: () => findCommand('chromium') }],
};

/** Brings in what the stages lack, all in one go.
 * @param {...keyof typeof needs} stages */
export async function setUp(...stages) {
  requireNode();
  await npmPackages();
  const lacking = new Map(
    stages.flatMap((stage) => needs[stage].filter((need) => !need.found()).map((need) => [need.apt, need])),
  );
  if (lacking.size > 0) await aptPackages([...lacking.values()]);
}

/** The path of a command, or undefined.
 * @param {string} name */
export function findCommand(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    });
}

/** clang-format or clang-tidy of the pinned major, else of any, else undefined. (A Debian release carries a few majors only.)
 * @param {'clang-format' | 'clang-tidy'} name */
export function clangTool(name) {
  const pinned = findCommand(`${name}-${clangMajor}`);
  if (pinned !== undefined) return { path: pinned, pinned: true };
  const plain = findCommand(name);
  if (plain === undefined) return undefined;
  const version = spawnSync(plain, ['--version'], { encoding: 'utf8' }).stdout;
  const isPinned = version.includes(`version ${clangMajor}.`);
  // Another major is taken only where the pinned one cannot be had.
  return isPinned || !isAvailable(`${name}-${clangMajor}`) ? { path: plain, pinned: isPinned } : undefined;
}

/** clang's own answer: the path of the library where there is one, else the bare name. It has had two names. */
function hasSanitizers() {
  if (findCommand('clang++') === undefined) return false;
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return [`libclang_rt.asan-${arch}.a`, 'libclang_rt.asan.a'].some((name) => {
    const { stdout } = spawnSync('clang++', [`-print-file-name=${name}`], { encoding: 'utf8' });
    return stdout.trim() !== name;
  });
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new StepError(`Node ${process.versions.node} is too old for the tools: install Node 20.19 or newer.`);
  }
}

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>} Packages */

/** `npm ci` where node_modules is not what package-lock.json says. */
async function npmPackages() {
  if (isInstalled()) return;
  if (findCommand('npm') === undefined)
    throw new StepError('npm is missing: install it (it comes with Node), then try again.');
  await step('npm packages', () => run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']));
}

function isInstalled() {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? optional === true || devOptional === true : found.version === version;
  });
}

/** @param {string} file
 * @returns {Packages | undefined} */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Runs a command that installs Orthanc, which Debian would start at once, and at every boot, as a server on all interfaces. While it runs, a policy
 * denies that to Orthanc alone (Debian Policy §9.3.3.2, which init scripts and systemd both ask); it goes however the command ends. A policy that is
 * there already stays, and where it lets Orthanc start, Orthanc is stopped. Afterwards the service is there, disabled as an administrator would do it.
 */
const withoutOrthancService = `
policy=/usr/sbin/policy-rc.d
if [ -e "$policy" ] || [ -L "$policy" ]; then
  theirs=1
else
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\\ncase "$1" in orthanc|orthanc.service) exit 101;; esac\\n' > "$policy" || exit
  chmod 755 "$policy" || exit
fi
"$@"
status=$?
if [ -e /etc/init.d/orthanc ]; then
  update-rc.d orthanc disable || exit
  if [ -n "$theirs" ]; then invoke-rc.d orthanc stop || exit; fi
fi
exit $status
`;

/** @param {readonly Need[]} lacking */
async function aptPackages(lacking) {
  const wanted = lacking.map(({ apt }) => apt);
  const advice = `Install what is missing, then try again:\n  apt-get install --no-install-recommends ${wanted.join(' ')}`;
  if (findCommand('apt-get') === undefined) throw new StepError(`There is no apt-get on this machine. ${advice}`);
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0) {
    throw new StepError(`Installing packages needs root. ${advice}`);
  }
  /** @param {readonly string[]} args */
  const apt = async (...args) => {
    const guard = args.some((arg) => arg.startsWith('orthanc')) ? ['sh', '-c', withoutOrthancService, 'sh'] : [];
    const environment = ['env', 'DEBIAN_FRONTEND=noninteractive'];
    const [command = '', ...rest] = [...asRoot, ...environment, ...guard, 'apt-get', '-q', ...args];
    try {
      await run(command, rest);
    } catch (error) {
      throw new StepError(`${error instanceof Error ? error.message : error}\n\n${advice}`);
    }
  };
  await step('apt-get update', () => apt('update'));
  const packages = lacking.map(({ apt: name, instead }) =>
    instead !== undefined && !isAvailable(name) ? instead : name,
  );
  await step(`apt-get install ${packages.join(' ')}`, () =>
    apt('install', '-y', '--no-install-recommends', ...packages),
  );
  const still = lacking.filter(({ found }) => !found()).map(({ apt: name }) => name);
  if (still.length > 0) throw new StepError(`Installed, yet still not found: ${still.join(', ')}. Is PATH complete?`);
}

/** Whether the machine's package index has it. @param {string} name */
function isAvailable(name) {
  return /^Version:/m.test(
    spawnSync('apt-cache', ['show', '--no-all-versions', name], { encoding: 'utf8' }).stdout ?? '',
  );
}
