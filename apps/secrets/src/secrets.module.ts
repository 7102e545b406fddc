import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.js';
import { Secrets } from './secrets.js';
import { VariablesController } from './variables.controller.js';
import { VariablesRequests } from './variables.requests.js';

@Module({ controllers: [KeysController, VariablesController, VariablesRequests], providers: [Secrets] })
export class SecretsModule {}
