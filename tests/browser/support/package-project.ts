// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The package as its users get it: packed, and installed into an empty project far from this checkout, so that nothing is
// found here that is not in the tarball.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** A project of its own that depends on the package. */
export class PackageProject {
  private constructor(
    readonly folder: string,
    readonly tarball: string,
    /** The files of the tarball. */
    readonly packed: readonly string[],
  ) {}

  /** Packs what is in dist/ now, and installs it. Remove it in the end. */
  static async create(): Promise<PackageProject> {
    const base = await mkdtemp(join(tmpdir(), 'dcmstream-package-'));
    const folder = join(base, 'project');
    await mkdir(folder);
    // The tests run after the build: without scripts, packing does not build again.
    const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', base];
    const [report] = JSON.parse((await run('npm', packing, root)).stdout) as [
      { filename: string; files: { path: string }[] },
    ];
    const project = new PackageProject(
      folder,
      join(base, report.filename),
      report.files.map(({ path }) => path),
    );
    await project.write({ 'package.json': JSON.stringify({ name: 'project', private: true, type: 'module' }) });
    const installing = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
    await project.run('npm', [...installing, project.tarball]);
    return project;
  }

  /** Where the package is installed. */
  get installed(): string {
    return join(this.folder, 'node_modules', 'dcmstream');
  }

  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }

  /** Lends a package of the checkout, for a check that needs one: not a dependency that users of ours have. */
  async lend(name: string): Promise<void> {
    const target = join(this.folder, 'node_modules', name);
    await mkdir(dirname(target), { recursive: true });
    await symlink(join(root, 'node_modules', name), target);
  }

  run(command: string, args: readonly string[]): Promise<Output> {
    return run(command, args, this.folder);
  }

  /** Runs a program of the checkout's node_modules in the project. */
  runTool(script: string, args: readonly string[]): Promise<Output> {
    return run(process.execPath, [join(root, 'node_modules', script), ...args], this.folder);
  }

  remove(): Promise<void> {
    return rm(dirname(this.folder), { recursive: true, force: true });
  }
}

async function run(command: string, args: readonly string[], cwd: string): Promise<Output> {
  try {
    return await promisify(execFile)(command, [...args], { cwd, maxBuffer: 2 ** 26 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as Partial<Output>;
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
