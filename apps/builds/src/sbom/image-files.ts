import { Agent } from 'node:http';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { containerLabels } from '@toolyard/contracts';
import { dockerStatusOf } from '@toolyard/service';
import Docker from 'dockerode';
import { extract } from 'tar-stream';

export interface FileLimits {
  /** Larger files are left out. */
  fileBytes: number;
  /** Reading ends beyond so many bytes of all folders together. */
  totalBytes: number;
}

/** Reads files out of images, through containers that are never started. */
export class ImageFiles {
  private readonly docker = new Docker({ agent: new Agent({ keepAlive: false }) } as Docker.DockerOptions);
  private readonly label: string;

  constructor(instance: string) {
    this.label = `${containerLabels.instance}=${instance}-files`;
  }

  /** Removes containers of a process that was killed; they would keep their images. */
  async removeLeft(): Promise<void> {
    const left = await this.docker.listContainers({ all: true, filters: { label: [this.label] } });
    for (const { Id } of left) await this.docker.getContainer(Id).remove({ force: true, v: true });
  }

  /**
   * @param roots files and folders; those that the image lacks are passed over. The working directory is always read.
   * @param chosen decides by the absolute path
   * @throws the signal's reason when it is aborted
   */
  async *read(
    digest: string,
    roots: readonly string[],
    chosen: (path: string) => boolean,
    limits: FileLimits,
    signal: AbortSignal,
  ): AsyncGenerator<{ path: string; text: string }> {
    const { Config } = await this.docker.getImage(digest).inspect();
    const [name, value] = this.label.split('=') as [string, string];
    const container = await this.docker.createContainer({
      Image: digest,
      Cmd: ['none'],
      NetworkDisabled: true,
      Labels: { [name]: value },
    });
    try {
      const room = { left: limits.totalBytes };
      for (const root of outermost([Config.WorkingDir ?? '', ...roots])) {
        const archive = await this.archive(container, root);
        if (archive) yield* filesOf(archive, posix.dirname(root), chosen, limits.fileBytes, room, signal);
        if (room.left <= 0) return;
      }
    } finally {
      await container.remove({ force: true, v: true });
    }
  }

  private async archive(container: Docker.Container, path: string): Promise<Readable | null> {
    try {
      return (await container.getArchive({ path })) as Readable;
    } catch (error) {
      if (dockerStatusOf(error) === 404) return null;
      throw error;
    }
  }
}

async function* filesOf(
  archive: Readable,
  parent: string,
  chosen: (path: string) => boolean,
  fileBytes: number,
  room: { left: number },
  signal: AbortSignal,
): AsyncGenerator<{ path: string; text: string }> {
  const entries = archive.pipe(extract());
  archive.on('error', (error) => entries.destroy(error));
  const abort = () => entries.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    for await (const entry of entries) {
      const { type, name, size } = entry.header;
      room.left -= size ?? 0;
      if (room.left <= 0) return;
      const path = posix.join(parent, name);
      if (type !== 'file' || (size ?? 0) > fileBytes || !chosen(path)) {
        entry.resume();
        continue;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      yield { path, text: Buffer.concat(chunks).toString('utf8') };
    }
  } finally {
    signal.removeEventListener('abort', abort);
    archive.destroy();
  }
}

/** Without those that are inside another one; the root folder, which has everything, is left out. */
export function outermost(paths: readonly string[]): string[] {
  const clean = [...new Set(paths.filter((path) => path.startsWith('/')).map((path) => posix.resolve(path)))];
  const useful = clean.filter((path) => path !== '/');
  return useful.filter((path) => !useful.some((other) => path.startsWith(`${other}/`)));
}
