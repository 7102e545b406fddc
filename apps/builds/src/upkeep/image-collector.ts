import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BuildsConfig } from '../builds.config.js';
import { imagesToRemove } from '../deployments/deployment-upkeep.rules.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { ImageBuilder, type OwnedImage } from '../images/image-builder.js';
import { PeriodicJob } from '@toolyard/service';
import { Sboms } from '../sbom/sboms.js';

const sweepMs = 60_000;

/** Removes images of deleted servers, images that no deployment uses, and all but the newest images of each server. */
@Injectable()
export class ImageCollector implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweeper = new PeriodicJob('remove images', sweepMs, (signal) => this.sweep(signal));

  constructor(
    private readonly deployments: DeploymentsService,
    private readonly images: ImageBuilder,
    private readonly sboms: Sboms,
    private readonly config: BuildsConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.sweeper.stop();
  }

  /** Collects now instead of at the next sweep. */
  collect(): Promise<void> {
    return this.sweeper.run();
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    await this.images.hideTags();
    const { view } = this.deployments;
    const surplus = new Set(
      [...view.servers.keys()].flatMap((id) => imagesToRemove(view.ofServer(id), this.config.imagesKept)),
    );
    const described = await this.sboms.digests();
    const images = await this.images.list();
    const there = new Set(images.map(({ digest }) => digest));
    for (const digest of described) if (!there.has(digest)) await this.sboms.remove(digest);
    for (const image of images) {
      if (signal.aborted) return;
      if (!surplus.has(image.digest) && this.isUsed(image)) continue;
      await this.sboms.release(image.digest);
      await this.images.remove(image.digest);
    }
  }

  private isUsed({ digest, serverId, deploymentId }: OwnedImage): boolean {
    const server = this.deployments.view.servers.get(serverId);
    const deployment = this.deployments.view.get(deploymentId);
    if (!server || server.deleted || !deployment) return false;
    return deployment.image?.digest === digest || deployment.status === 'building';
  }
}
