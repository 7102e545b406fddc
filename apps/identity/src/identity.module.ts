import { Module } from '@nestjs/common';
import { PrincipalsRequests } from './principals.requests.js';

@Module({ controllers: [PrincipalsRequests] })
export class IdentityModule {}
