import { Module } from '@nestjs/common';
import { HealthChecks, LogShipper, VariablesClient } from '@toolyard/service';
import { Candidates } from './candidates/candidates.js';
import { Liveness } from './candidates/liveness.js';
import { Readiness } from './candidates/readiness.js';
import { ReadyRuns } from './candidates/ready-runs.js';
import { ContainerHost } from './containers/container-host.js';
import { ContainerWatch } from './containers/container-watch.js';
import { DockerHost } from './containers/docker-host.js';
import { DesiredStateFollower } from './desired/desired-state.follower.js';
import { DesiredState } from './desired/desired-state.view.js';
import { LogCursors } from './logs/log-cursors.js';
import { LogDestinations } from './logs/log-destinations.js';
import { LogKeeper } from './logs/log-keeper.js';
import { LogPublisher } from './logs/log-publisher.js';
import { ContainerRemovals } from './reconcile/container-removals.js';
import { Observer } from './reconcile/observer.js';
import { Reconciler } from './reconcile/reconciler.js';
import { Restarts } from './reconcile/restarts.js';
import { RouteWriter } from './reconcile/route-writer.js';
import { StepRunner } from './reconcile/step-runner.js';
import { Traffic } from './reconcile/traffic.js';
import { RuntimeConfig } from './runtime.config.js';
import { RuntimeService } from './runtime.service.js';

/** Room for 29 containers: replicas of the live deployment, of a candidate, and draining ones. */
const networkPrefix = 27;

const containerHost = {
  provide: ContainerHost,
  useFactory: (config: RuntimeConfig, health: HealthChecks) => {
    const { instance, networkPool, engineLink, egressPolicy, egressAllow } = config;
    const host = new DockerHost({ instance, networkPool, networkPrefix, engineLink, egressPolicy, egressAllow });
    health.add('docker', () => host.ping());
    health.add('egress policy', () => host.requireGuard());
    return host;
  },
  inject: [RuntimeConfig, HealthChecks],
};

const desired = [DesiredState, DesiredStateFollower];
const containers = [containerHost, ContainerWatch, VariablesClient];
const logs = [LogShipper, LogPublisher, LogCursors, LogDestinations, LogKeeper];
const candidates = [ReadyRuns, Candidates, Readiness, Liveness];
const reconcile = [RouteWriter, Traffic, Restarts, Observer, StepRunner, ContainerRemovals, Reconciler];

@Module({ providers: [...desired, ...containers, ...logs, ...candidates, ...reconcile, RuntimeService] })
export class RuntimeModule {}
