// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a worker does, whatever kind it is of: it keeps an instance of each module that it was given, and decodes.

import { DicomError } from '../errors.js';
import { decodeFrame, moduleOf } from '../wasm/codec.js';
import type { CodecModule } from '../wasm/codec-glue.js';
import { instantiateCompiled, type ModuleName } from '../wasm/load.js';
import { type Order, protocolVersion, type Report } from './protocol.js';

export type Post = (report: Report, transfer: ArrayBuffer[]) => void;

/** Says that it is ready, and returns what takes the orders. */
export function serve(post: Post): (order: Order) => Promise<void> {
  const instances = new Map<ModuleName, CodecModule | Promise<CodecModule>>();
  const memory = (): number =>
    [...instances.values()].reduce((sum, module) => sum + ('HEAPU8' in module ? module.HEAPU8.length : 0), 0);

  async function take(order: Order): Promise<void> {
    if (order.kind === 'module') {
      const instance = instantiateCompiled<CodecModule>(order.name, order.module);
      instance.catch(() => undefined); // who decodes will hear of it
      instances.set(order.name, instance);
      return;
    }
    const { job } = order;
    const name = moduleOf[job.codec];
    try {
      const module = await instances.get(name);
      if (module === undefined) return post({ kind: 'unfit' }, []);
      instances.set(name, module);
      const frame = decodeFrame(module, job);
      post({ kind: 'decoded', frame, memory: memory() }, [frame.bytes.buffer]);
    } catch (error) {
      // Whatever else is thrown, a trap or a lack of stack, leaves the module in the middle of something.
      if (error instanceof DicomError) post({ kind: 'refused', error: error.toJSON(), memory: memory() }, []);
      else post({ kind: 'crashed' }, []);
    }
  }

  post({ kind: 'ready', version: protocolVersion }, []);
  return take;
}
