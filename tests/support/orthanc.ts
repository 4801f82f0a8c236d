// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A real PACS: Orthanc with its DICOMweb plugin, in a network namespace of its own, so that nobody but the test reaches it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const inside = fileURLToPath(new URL('./orthanc-inside.mjs', import.meta.url));
const plugin = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';

/** Servers are not on every user's path. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };

/** A network namespace, in one of users where that takes no root. */
const namespace = process.getuid?.() === 0 ? ['-n'] : ['-rn'];

/** A reason to skip tests, or `false`. */
export const orthancMissing = missing();

function missing(): string | false {
  if (spawnSync('Orthanc', ['--version'], { env }).error !== undefined || !existsSync(plugin))
    return 'there is no Orthanc with its DICOMweb plugin';
  const found = spawnSync('unshare', [...namespace, 'ip', 'link', 'set', 'lo', 'up'], { env });
  return found.status === 0 ? false : 'a network namespace with loopback is not to be had here';
}

interface Found {
  readonly ID: string;
  readonly Type: string;
}

export class Orthanc {
  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    private readonly server: Server,
    /** `http://127.0.0.1:port`: each connection goes to Orthanc as it is. */
    readonly origin: string,
    /** The socket in the file system that connections go through. */
    readonly socket: string,
  ) {}

  static async start(): Promise<Orthanc> {
    const folder = mkdtempSync(join(tmpdir(), 'dcmstream-orthanc-'));
    const [configuration, socket, port] = [join(folder, 'orthanc.json'), join(folder, 'socket'), 8042];
    const settings = {
      HttpPort: port,
      DicomServerEnabled: false,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      Plugins: [plugin],
      StorageDirectory: join(folder, 'storage'),
      IndexDirectory: join(folder, 'storage'),
      DicomWeb: { Enable: true, Root: '/dicom-web/' },
    };
    writeFileSync(configuration, JSON.stringify(settings));
    const args = [...namespace, process.execPath, inside, configuration, socket, String(port)];
    const child = spawn('unshare', args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const [said] = (await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])) as [unknown];
    if (String(said) !== 'ready\n') throw new Error(`Orthanc does not start: ${String(said)}`);
    const server = createServer((outside) => {
      const way = connect(socket);
      for (const end of [outside, way]) {
        end.on('error', () => {
          outside.destroy();
          way.destroy();
        });
      }
      outside.pipe(way).pipe(outside);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const orthanc = new Orthanc(folder, child, server, origin, socket);
    for (let left = 100; !(await orthanc.answers()); left--) {
      if (left === 0) throw new Error('Orthanc does not answer');
      await wait(100);
    }
    return orthanc;
  }

  /** Where STOW-RS sends to. */
  get studies(): string {
    return `${this.origin}/dicom-web/studies`;
  }

  /** The bytes of a file as Orthanc has it; `undefined` where it has none. */
  async file(sopInstance: string): Promise<Buffer | undefined> {
    const found = JSON.parse((await this.ask('POST', '/tools/lookup', sopInstance)).toString()) as Found[];
    const id = found.find(({ Type }) => Type === 'Instance');
    return id === undefined ? undefined : this.ask('GET', `/instances/${id.ID}/file`);
  }

  async count(): Promise<number> {
    return (JSON.parse((await this.ask('GET', '/instances')).toString()) as unknown[]).length;
  }

  async clear(): Promise<void> {
    for (const id of JSON.parse((await this.ask('GET', '/studies')).toString()) as string[]) {
      await this.ask('DELETE', `/studies/${id}`);
    }
  }

  async stop(): Promise<void> {
    this.server.close();
    const ended = once(this.child, 'exit');
    this.child.stdin!.end();
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    return this.ask('GET', '/dicom-web/studies').then(
      () => true,
      () => false,
    );
  }

  private async ask(method: string, path: string, body = ''): Promise<Buffer> {
    const agent = new Agent({ keepAlive: false });
    const asked = request({ socketPath: this.socket, agent, method, path });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    if (response.statusCode !== 200) throw new Error(`Orthanc answers ${response.statusCode}`);
    return Buffer.concat(chunks);
  }
}
