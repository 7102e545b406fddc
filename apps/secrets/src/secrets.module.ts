import { Module } from '@nestjs/common';
import { Secrets } from './secrets.js';
import { VariablesController } from './variables.controller.js';
import { VariablesRequests } from './variables.requests.js';

@Module({ controllers: [VariablesController, VariablesRequests], providers: [Secrets] })
export class SecretsModule {}
