import { Injectable } from '@nestjs/common';
import { BuildsConfig } from '../../builds.config.js';

/** What the platform proves itself with to GitHub, and checks webhooks with. */
export interface AppCredentials {
  appId: number;
  /** PEM. */
  privateKey: string;
  webhookSecret: string;
}

/** The GitHub App of this installation. */
@Injectable()
export class GitHubApp {
  constructor(private readonly config: BuildsConfig) {}

  /** Null while no App is connected. */
  get credentials(): AppCredentials | null {
    return this.config.githubApp ?? null;
  }
}
