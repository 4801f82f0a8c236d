// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How much memory a piece of work takes at its peak, in a process of its own: the kernel's own count where it tells, else
// what is seen when it is looked at.

import { readFileSync, writeFileSync } from 'node:fs';

const kibibyte = 1024;

export class PeakMemory {
  readonly #before: number;
  readonly #isExact: boolean;
  #seen = 0;

  /** Counts from here on; run with --expose-gc. */
  constructor() {
    globalThis.gc?.();
    this.#before = process.memoryUsage.rss();
    this.#isExact = resetPeak();
  }

  /** To be called now and then during the work. */
  look(): void {
    if (!this.#isExact) this.#seen = Math.max(this.#seen, process.memoryUsage.rss());
  }

  /** In bytes, above what was in use at the beginning. */
  get peak(): number {
    return (this.#isExact ? kernelPeak() : this.#seen) - this.#before;
  }
}

/** Sets the kernel's own peak back to what is in use now: Linux, 5 of proc(5) clear_refs. */
function resetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

function kernelPeak(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) * kibibyte;
}
