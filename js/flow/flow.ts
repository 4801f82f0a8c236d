// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Flows: plain functions on parts, composed inside one stage of the stream however many they are.

import type { Part } from '../part.js';
import type { Path } from '../path.js';
import { pipeline } from './pipeline.js';

/** Hands a part on to the next flow, or out. Await what it returns, where it returns something. */
export type Emit = (part: Part) => void | Promise<void>;

/** What a stage can do to its stream. */
export interface FlowControl {
  /** Ends the stream behind what has been emitted, and cancels its source. */
  readonly stop: () => void;
}

/** A flow at work on one stream. */
export interface FlowStage {
  /** Called once, before the first part: where it returns a promise, parts wait for it. */
  start?(control: FlowControl): void | Promise<void>;
  /** Called with each part in order; what is emitted goes on, what is not is dropped. Return a promise only if need be. */
  part(part: Part, emit: Emit): void | Promise<void>;
  /** Called once, behind the last part. */
  end?(emit: Emit): void | Promise<void>;
  /** Called once, however the stream ends: for what is held outside of JavaScript. */
  release?(): void;
  /** What it resizes in this stream, where that depends on what has come; in place of what its flow declares. */
  readonly resizes?: ((path: Path) => boolean) | undefined;
}

/**
 * Whether a flow may change the size of what `path` names: of a sequence or an item, of anything in it; of a group length
 * `(gggg,0000)`, of anything in the group. `nothing`: it looks, or exchanges bytes for as many others.
 */
export type Resizes = 'nothing' | ((path: Path) => boolean);

/** Makes a stage, once a stream: so two streams never share state. */
export interface Flow {
  (): FlowStage;
  /**
   * What the flow may resize; where it does not say, everything. Sequences and items that it names end by delimiters behind
   * the flow, whatever they did before, and group lengths that it names are dropped.
   */
  readonly resizes?: Resizes | undefined;
  /** Whether it writes lengths: what the flows before it left wrong is put right in front of it. */
  readonly needsLengths?: boolean | undefined;
}

/** A flow with what it declares: `declareFlow(() => ({ part(part, emit) { … } }), { resizes: 'nothing' })`. */
export function declareFlow(make: () => FlowStage, declared: Pick<Flow, 'resizes' | 'needsLengths'>): Flow {
  return Object.assign(() => make(), declared);
}

/**
 * A pair for `pipeThrough` that runs all flows, in order, in one stage. Whatever they drop, insert or change, lengths are right
 * in the end. An error in a flow fails the stream at both ends.
 */
export function through(...flows: readonly Flow[]): ReadableWritablePair<readonly Part[], readonly Part[]> {
  return pipeline(flows);
}
