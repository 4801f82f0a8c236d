// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Runs the steps of every tool here: one line a step, the output of a command kept back unless it fails.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What went wrong in words for the person at the terminal; `finish` prints it without a stack. */
export class StepError extends Error {}

/** @type {NodeJS.WriteStream} */
let out = process.stdout;
/** Of the step whose line is not ended yet. @type {symbol | undefined} */
let openLine;

/** Progress goes to `stream` from now on: a tool whose standard output is data sends it to standard error.
 * @param {NodeJS.WriteStream} stream */
export function progressTo(stream) {
  out = stream;
}

/** @param {string} line */
export function say(line) {
  out.write(`${openLine ? '\n' : ''}${line}\n`);
  openLine = undefined;
}

/** One step, one line: its title, and how long it took.
 * @template T
 * @param {string} title
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>} */
export async function step(title, work) {
  const begin = performance.now();
  const own = Symbol(title);
  out.write(`${openLine ? '\n' : ''}· ${title} … `);
  openLine = own;
  /** @param {string} end */
  const ended = (end) => {
    const isOwn = openLine === own;
    if (isOwn) openLine = undefined;
    if (isOwn) out.write(`${end}\n`);
    else say(`· ${title}: ${end}`);
  };
  try {
    const result = await work();
    ended(`${((performance.now() - begin) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    ended('failed');
    throw error;
  }
}

/**
 * Runs a command in the checkout and resolves to what it wrote. When it fails, all of that goes into the StepError.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, show?: boolean, cwd?: string }} [options] show: let the user see the output as it comes
 * @returns {Promise<string>}
 */
export function run(command, args, { env = {}, show = false, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const output = show ? 'inherit' : 'pipe';
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', output, output] });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => reject(new StepError(`${command} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      const log = Buffer.concat(chunks).toString();
      if (code === 0) return resolve(log);
      const called = [command, ...args].join(' ');
      const brief = called.length > 200 ? `${called.slice(0, 200)}…` : called;
      reject(new StepError(`${log}\n${brief}\nended with ${signal ?? `exit code ${code}`}`.trim()));
    });
  });
}

/** Runs a program of node_modules' own with this Node.
 * @param {string} script its file below node_modules
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options] */
export function runPackage(script, args, options) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], options);
}

/** Two builds of one checkout would write the same files: the second waits until the first has ended.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} */
export async function exclusively(work) {
  const lock = join(root, 'build', 'lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let waiting = false; ; waiting = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      const holder = readLock(lock);
      if (holder !== undefined && !isRunning(holder)) rmSync(lock, { force: true });
      else if (!waiting) say(`another build of this checkout is running (process ${holder}): waiting for it`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} lock */
function readLock(lock) {
  try {
    return Number(readFileSync(lock, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The last line of every tool: waits for its work and turns a failure into a message and exit code 1.
 * @param {Promise<unknown>} work */
export async function finish(work) {
  try {
    await work;
  } catch (error) {
    say('');
    console.error(error instanceof StepError ? error.message : error);
    process.exitCode = 1;
  }
}
