import { gunzipSync, gzipSync } from 'node:zlib';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { buckets, type ImageRef, Rejected } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import { log, type Masker } from '@toolyard/service';
import { BuildLogs } from '../building/build-logs.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { ImageBuilder } from '../images/image-builder.js';
import { ImageFiles } from './image-files.js';
import { type InstalledPackage, namesPackages, packagesIn } from './installed-packages.js';
import { sbomDocument } from './sbom-document.js';

/** Beside the working directory: where images have what their package managers installed. */
const roots = [
  ...['/app', '/srv', '/opt', '/usr/src', '/usr/local/lib', '/usr/lib/node_modules', '/usr/lib/python3'],
  ...['/var/lib/dpkg/status', '/var/lib/dpkg/status.d', '/lib/apk/db'],
];
const limits = { fileBytes: 16 << 20, totalBytes: 4 * 2 ** 30 };
const withinMs = 60_000;
const mostPackages = 20_000;
/** Of a document as it is stored, compressed. */
const largestBytes = 1 << 20;
const mostWaiting = 20;

/** A document that waits for the ones before it, or is being made. */
interface Making {
  made: Promise<string>;
  stop: AbortController;
  /** True from when the image is read. */
  begun: boolean;
}

/**
 * The software bill of materials of each image, stored by the digest of the image as long as the image is kept. It is
 * made after the build, one at a time, and never fails a deployment; one that is missing is made when it is asked for.
 */
@Injectable()
export class Sboms implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly making = new Map<string, Making>();
  private last: Promise<unknown> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(
    private readonly deployments: DeploymentsService,
    private readonly images: ImageBuilder,
    private readonly files: ImageFiles,
    private readonly logs: BuildLogs,
    private readonly messaging: Messaging,
  ) {}

  onApplicationBootstrap(): void {
    this.files.removeLeft().catch((error: unknown) => log.warn({ err: error }, 'left containers were not removed'));
    this.deployments.onEvent(({ type, data }) => {
      if (type === 'ImageBuilt') this.makeLater((data as { deploymentId: string }).deploymentId);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort(new Error('The service stops.'));
    await this.last;
  }

  /**
   * The document of a deployment's image, in CycloneDX JSON.
   * @throws Rejected `not_found` when the deployment has no image, or the image is not kept any more
   */
  async of(deploymentId: string): Promise<string> {
    const { image } = this.deployments.get(deploymentId);
    if (!image) throw new Rejected('not_found', 'This deployment has no image yet, so nothing is installed in it.');
    const stored = await this.stored(image.digest);
    if (stored !== null) return stored;
    if (!(await this.images.exists(image.digest)))
      throw new Rejected(
        'not_found',
        'The image of this deployment is not kept any more, nor is the list of its packages.',
      );
    return this.make(deploymentId, image);
  }

  /** Removes the document of an image that is gone. */
  async remove(digest: string): Promise<void> {
    await (await this.messaging.kv(buckets.sboms)).purge(keyOf(digest));
  }

  /** Stops reading an image, so that it can be removed; resolves when nothing holds it any more. */
  async release(digest: string): Promise<void> {
    const making = this.making.get(digest);
    making?.stop.abort(new Error('The image is removed.'));
    if (making?.begun) await making.made.catch(() => undefined);
  }

  /** Digests of the images that have a document. */
  async digests(): Promise<string[]> {
    const digests: string[] = [];
    for await (const key of await (await this.messaging.kv(buckets.sboms)).keys()) digests.push(key.replace('.', ':'));
    return digests;
  }

  private makeLater(deploymentId: string): void {
    const image = this.deployments.view.get(deploymentId)?.image;
    if (!image || this.making.size >= mostWaiting) return;
    this.stored(image.digest)
      .then((stored) => stored ?? this.make(deploymentId, image))
      .catch((error: unknown) => {
        // Of a deleted server nothing is listed.
        if (this.deployments.view.get(deploymentId))
          log.warn({ err: error, deploymentId }, 'the packages of an image could not be listed');
      });
  }

  private async stored(digest: string): Promise<string | null> {
    const entry = await (await this.messaging.kv(buckets.sboms)).get(keyOf(digest));
    return entry?.operation === 'PUT' ? gunzipSync(entry.value).toString('utf8') : null;
  }

  private make(deploymentId: string, image: ImageRef): Promise<string> {
    const under = this.making.get(image.digest);
    if (under) return under.made;
    const stop = new AbortController();
    const making: Making = { stop, begun: false, made: Promise.resolve('') };
    making.made = this.last
      .then(() => {
        stop.signal.throwIfAborted();
        making.begun = true;
        return this.makeNow(deploymentId, image, stop.signal);
      })
      .finally(() => this.making.delete(image.digest));
    this.making.set(image.digest, making);
    this.last = making.made.catch(() => undefined);
    return making.made;
  }

  private async makeNow(deploymentId: string, image: ImageRef, stopped: AbortSignal): Promise<string> {
    const secrets = await this.logs.secretsOf(deploymentId);
    if (secrets instanceof Rejected) throw secrets;
    const signal = AbortSignal.any([this.stopping.signal, stopped, AbortSignal.timeout(withinMs)]);
    const packages: InstalledPackage[] = [];
    for await (const { path, text } of this.files.read(image.digest, roots, namesPackages, limits, signal)) {
      packages.push(...packagesIn(path, text).map((one) => maskedNames(one, secrets.masker)));
      if (packages.length > mostPackages) break;
    }
    const document = sbomDocument(image, packages.slice(0, mostPackages));
    const stored = gzipSync(document);
    if (stored.length <= largestBytes) await (await this.messaging.kv(buckets.sboms)).put(keyOf(image.digest), stored);
    return document;
  }
}

/** What is named in an image is free text of its repository, which may hold a value of a variable. */
function maskedNames(one: InstalledPackage, masker: Masker): InstalledPackage {
  const license = one.license === null ? null : masker.mask(one.license);
  return { kind: one.kind, name: masker.mask(one.name), version: masker.mask(one.version), license };
}

/** A key of a bucket has no colon. */
const keyOf = (digest: string): string => digest.replace(':', '.');
