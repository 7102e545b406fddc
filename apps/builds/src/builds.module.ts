import { Module } from '@nestjs/common';
import { HealthChecks, LogShipper, relayOf, VariablesClient } from '@toolyard/service';
import { EgressGuard, policyName } from '@toolyard/service/egress';
import { BuildLogs } from './building/build-logs.js';
import { BuildPipeline } from './building/build-pipeline.js';
import { BuildQueue } from './building/build-queue.js';
import { BuildShares } from './building/build-shares.js';
import { BuildWorker } from './building/build-worker.js';
import { EarlyPlans } from './building/early-plans.js';
import { BuildSettingsController } from './build-settings/build-settings.controller.js';
import { BuildSettingsService } from './build-settings/build-settings.service.js';
import { BuildsConfig } from './builds.config.js';
import { DeploymentsController } from './deployments/deployments.controller.js';
import { DeploymentQuotas } from './deployments/deployment-quotas.js';
import { DeploymentsRequests } from './deployments/deployments.requests.js';
import { DeploymentsService } from './deployments/deployments.service.js';
import { GitQuotas } from './git/git-quotas.js';
import { QuotasRequests } from './git/git-quotas.requests.js';
import { GitRights } from './git/git-rights.js';
import { Pushes } from './git/pushes.js';
import { GitHubApp } from './github/connection/github-app.js';
import { GitHubClient } from './github/connection/github-client.js';
import { GitHubCommits } from './github/connection/github-commits.js';
import { GitHubFeedback } from './github/feedback/github-feedback.js';
import { GitHubFetch } from './github/connection/github-fetch.js';
import { GitHubHeads } from './github/heads/github-heads.js';
import { GitHubController } from './github/github.controller.js';
import { GitHubRequests } from './github/github.requests.js';
import { GitHubService } from './github/github.service.js';
import { GitHubSourcesService } from './github/sources/github-sources.service.js';
import { GitHubSetupController } from './github/setup/github-setup.controller.js';
import { GitHubSetupService } from './github/setup/github-setup.service.js';
import { ManifestExchange } from './github/setup/manifest-exchange.js';
import { SetupStates } from './github/setup/setup-states.js';
import { HeadCheck } from './github/heads/head-check.js';
import { BuildBounds } from './images/build-bounds.js';
import { DockerImageBuilder } from './images/docker-image-builder.js';
import { ImageBuilder } from './images/image-builder.js';
import { Commits, GitCommits } from './repositories/commits.js';
import { Repositories } from './repositories/git-repositories.js';
import { ImageFiles } from './sbom/image-files.js';
import { SbomController } from './sbom/sbom.controller.js';
import { Sboms } from './sbom/sboms.js';
import { TemplatesController } from './templates/templates.controller.js';
import { TemplatesService } from './templates/templates.service.js';
import { DeploymentSettler } from './upkeep/deployment-settler.js';
import { ImageCollector } from './upkeep/image-collector.js';
import { LostDeployments } from './upkeep/lost-deployments.js';
import { MissingImages } from './upkeep/missing-images.js';
import { MissedPushes } from './upkeep/missed-pushes.js';
import { VariablesRestart } from './upkeep/variables-restart.js';
import { WebhookDeliveries } from './webhooks/webhook-deliveries.js';
import { WebhookReceiver } from './webhooks/webhook-receiver.js';
import { WebhookRedelivery } from './webhooks/webhook-redelivery.js';
import { WebhookWorker } from './webhooks/webhook-worker.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

const imageBuilder = {
  provide: ImageBuilder,
  useFactory: (config: BuildsConfig, health: HealthChecks) => {
    const { instance, engineLink, egressPolicy, egressAllow, networkPool } = config;
    const name = policyName(instance, 'builds');
    const guard = new EgressGuard({ name, link: engineLink, policy: egressPolicy, allow: egressAllow, networkPool });
    const builder = new DockerImageBuilder(instance, guard, new BuildBounds(config.buildBounds));
    health.add('docker', () => builder.ping());
    return builder;
  },
  inject: [BuildsConfig, HealthChecks],
};

const imageFiles = {
  provide: ImageFiles,
  useFactory: (config: BuildsConfig) => new ImageFiles(config.instance),
  inject: [BuildsConfig],
};

const repositories = {
  provide: Repositories,
  useFactory: async (config: BuildsConfig) => {
    const opened = new Repositories(config.repositoriesFolder);
    await opened.prepare();
    return opened;
  },
  inject: [BuildsConfig],
};

const commits = {
  provide: Commits,
  useFactory: (git: GitCommits, github: GitHubCommits) => new Commits({ git, github }),
  inject: [GitCommits, GitHubCommits],
};

const github = [
  GitHubApp,
  GitHubClient,
  GitHubCommits,
  GitHubFeedback,
  GitHubFetch,
  GitHubHeads,
  GitHubService,
  GitHubSetupService,
  GitHubSourcesService,
  HeadCheck,
  ManifestExchange,
  SetupStates,
  WebhookDeliveries,
  WebhookReceiver,
  WebhookRedelivery,
  WebhookWorker,
];

@Module({
  controllers: [
    DeploymentsController,
    SbomController,
    BuildSettingsController,
    DeploymentsRequests,
    GitHubController,
    GitHubRequests,
    QuotasRequests,
    GitHubSetupController,
    TemplatesController,
    WebhooksController,
  ],
  providers: [
    imageBuilder,
    imageFiles,
    repositories,
    GitCommits,
    commits,
    ...github,
    DeploymentQuotas,
    DeploymentsService,
    BuildSettingsService,
    GitQuotas,
    GitRights,
    Pushes,
    TemplatesService,
    VariablesClient,
    BuildQueue,
    BuildShares,
    LogShipper,
    BuildLogs,
    BuildPipeline,
    BuildWorker,
    EarlyPlans,
    Sboms,
    DeploymentSettler,
    LostDeployments,
    VariablesRestart,
    MissedPushes,
    MissingImages,
    ImageCollector,
    relayOf({ service: 'builds', nouns: ['deployment', 'buildsettings', 'githubsource', 'githubapp'] }),
  ],
})
export class BuildsModule {}
