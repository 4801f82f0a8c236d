// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Finds, compiles and instantiates the wasm modules, each when it is first needed. The caller may say where one is.

import { readWasm } from '#read-wasm';
import { misuse } from '../errors.js';

/** The wasm modules, one a reason to download it. */
export type ModuleName = 'parser' | 'encode' | 'image' | 'zlib' | 'jpeg' | 'jpegls' | 'jpeg2000';

/** Where a module's wasm is: its address, its bytes, or the compiled module. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module;

/** What Emscripten's glue makes of a module. */
export type GlueFactory<T> = (hooks: {
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): Record<string, never>;
}) => Promise<T>;

/** Written out in full, so that bundlers see the assets. */
const addresses: Readonly<Record<ModuleName, () => URL>> = {
  parser: () => new URL('./parser.wasm', import.meta.url),
  encode: () => new URL('./encode.wasm', import.meta.url),
  image: () => new URL('./image.wasm', import.meta.url),
  zlib: () => new URL('./zlib.wasm', import.meta.url),
  jpeg: () => new URL('./jpeg.wasm', import.meta.url),
  jpegls: () => new URL('./jpegls.wasm', import.meta.url),
  jpeg2000: () => new URL('./jpeg2000.wasm', import.meta.url),
};

/** Apart from the addresses, so that a worker that is given compiled modules holds none. */
const glues: Readonly<Record<ModuleName, () => Promise<{ default: GlueFactory<unknown> }>>> = {
  parser: () => import('./parser-glue.js'),
  encode: () => import('./encode-glue.js'),
  image: () => import('./image-glue.js'),
  zlib: () => import('./zlib-glue.js'),
  jpeg: () => import('./jpeg-glue.js'),
  jpegls: () => import('./jpegls-glue.js'),
  jpeg2000: () => import('./jpeg2000-glue.js'),
};

interface ModuleEntry {
  source?: WasmSource;
  compiled?: Promise<WebAssembly.Module>;
  loading?: Promise<unknown>;
  instance?: unknown;
}

const modules: Partial<Record<ModuleName, ModuleEntry>> = {};

function entryOf(name: ModuleName): ModuleEntry {
  return (modules[name] ??= {});
}

/** Says where a module is; takes effect if the module has not been loaded yet. */
export function locateModule(name: ModuleName, source: WasmSource): void {
  entryOf(name).source = source;
}

/** The module's one shared instance, loaded when it is first asked for; a failed load is tried again at the next call. */
export async function loadModule<T>(name: ModuleName): Promise<T> {
  const entry = entryOf(name);
  entry.loading ??= instantiateModule<T>(name).then(
    (instance) => (entry.instance = instance),
    (error: unknown) => {
      forgetLoaded(entry);
      throw error;
    },
  );
  return (await entry.loading) as T;
}

/** A trap has left the shared instance in the middle of something: puts another in its place. */
export async function renewModule(name: ModuleName): Promise<void> {
  const entry = entryOf(name);
  const renewed = instantiateModule(name);
  entry.instance = await renewed;
  entry.loading = renewed;
}

/** The compiled module, to be posted to a worker; fetched and compiled once for all. */
export async function compiledModule(name: ModuleName): Promise<WebAssembly.Module> {
  const entry = entryOf(name);
  try {
    return await compileOnce(name);
  } catch (error) {
    forgetLoaded(entry);
    throw error;
  }
}

function compileOnce(name: ModuleName): Promise<WebAssembly.Module> {
  const entry = entryOf(name);
  return (entry.compiled ??= compile(entry.source ?? besidePackage(addresses[name]())));
}

/** It did not serve; the next call may name another. */
function forgetLoaded(entry: ModuleEntry): void {
  delete entry.loading;
  delete entry.compiled;
  delete entry.source;
}

/**
 * The module's shared instance, without waiting.
 * @throws TypeError with code `not_ready` before it is loaded.
 */
export function moduleNow<T>(name: ModuleName): T {
  const { instance } = entryOf(name);
  if (instance === undefined) {
    throw misuse('not_ready', `the module \`${name}\` is not loaded yet: await init() first`);
  }
  return instance as T;
}

/** An instance of its own, from the same compiled module. */
export async function instantiateModule<T>(name: ModuleName): Promise<T> {
  return instantiateCompiled<T>(name, compileOnce(name));
}

/** An instance of a module that has been compiled elsewhere. */
export async function instantiateCompiled<T>(
  name: ModuleName,
  compiling: WebAssembly.Module | Promise<WebAssembly.Module>,
): Promise<T> {
  const [compiled, glue] = await Promise.all([compiling, glues[name]()]);
  const factory = glue.default as GlueFactory<T>;
  return await new Promise<T>((resolve, reject) => {
    factory({
      // Given by us, so that the glue never looks for files nor needs a particular MIME type.
      instantiateWasm(imports, done) {
        WebAssembly.instantiate(compiled, imports).then((instance) => done(instance, compiled), reject);
        return {};
      },
    }).then(resolve, reject);
  });
}

async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof Response) return compileResponse(source);
  if (source instanceof URL) return compile(await readWasm(source));
  if (typeof source === 'string') return compile(await readWasm(new URL(source, baseAddress())));
  return WebAssembly.compile(source);
}

/**
 * Vite before 8, while developing, bundles this module into `node_modules/.vite/deps`, but leaves the wasm where it is: in
 * the package. (Vite 8 and all builds rewrite the address themselves.)
 */
function besidePackage(address: URL): URL {
  return new URL(address.href.replace('/.vite/deps/', '/dcmstream/dist/wasm/'));
}

/** What a relative address is relative to: the page, or in Node this module. */
function baseAddress(): string {
  return typeof location === 'undefined' ? import.meta.url : location.href;
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  const type = response.headers.get('Content-Type')?.split(';')[0]?.trim();
  // Development servers answer what they do not have with their page.
  if (!response.ok || type === 'text/html') {
    throw new Error(`there is no wasm at ${response.url} (HTTP ${response.status}): init({ wasm }) says where it is`);
  }
  // Only this MIME type may be compiled while it arrives; servers that do not know it are common.
  const streams = type === 'application/wasm';
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
